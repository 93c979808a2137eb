package io.berth.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code berth orphans}. */
@Command(name = "orphans", resourceBundle = Commands.TEXTS)
final class OrphansCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Commands parent;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--delete-older-than", paramLabel = "DURATION", descriptionKey = "orphans.delete")
    private @Nullable String deleteOlderThan;

    @Override
    public Integer call() {
        return Objects.requireNonNull(parent).operations().orphans(config.overrides(), deleteOlderThan);
    }
}
