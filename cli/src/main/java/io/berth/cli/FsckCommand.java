package io.berth.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code berth fsck}. */
@Command(name = "fsck", resourceBundle = Commands.TEXTS)
final class FsckCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Commands parent;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() {
        return Objects.requireNonNull(parent).operations().fsck(config.overrides());
    }
}
