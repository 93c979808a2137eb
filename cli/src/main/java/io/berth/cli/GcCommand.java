package io.berth.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code berth gc}. */
@Command(name = "gc", resourceBundle = Commands.TEXTS)
final class GcCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Commands parent;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--dry-run", descriptionKey = "gc.dry-run")
    private boolean isDryRun;

    @Option(names = "--untagged", descriptionKey = "gc.untagged")
    private boolean isUntagged;

    @Option(names = "--thorough", descriptionKey = "gc.thorough")
    private boolean isThorough;

    @Override
    public Integer call() {
        return Objects.requireNonNull(parent)
                .operations()
                .collect(config.overrides(), new Operations.Collection(isDryRun, isUntagged, isThorough));
    }
}
