package io.berth.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code berth serve}. */
@Command(name = "serve", resourceBundle = Commands.TEXTS)
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Commands parent;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--dry-run")
    private boolean isDryRun;

    @Override
    public Integer call() {
        Operations operations = Objects.requireNonNull(parent).operations();
        return isDryRun ? operations.check(config.overrides()) : operations.serve(config.overrides());
    }
}
