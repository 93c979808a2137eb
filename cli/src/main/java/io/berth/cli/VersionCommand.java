package io.berth.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code berth version}. */
@Command(name = "version", resourceBundle = Commands.TEXTS)
final class VersionCommand implements Runnable {
    @ParentCommand
    private @Nullable Commands parent;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .println(Objects.requireNonNull(parent).operations().version());
    }
}
