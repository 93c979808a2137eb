package io.berth.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code berth restore}. */
@Command(name = "restore", resourceBundle = Commands.TEXTS)
final class RestoreCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Commands parent;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Parameters(paramLabel = "REPOSITORY@DIGEST", descriptionKey = "restore.artifact")
    private String artifact = "";

    @Override
    public Integer call() {
        return Objects.requireNonNull(parent).operations().restore(config.overrides(), artifact);
    }
}
