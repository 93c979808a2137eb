package io.berth.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code berth help}: explains a command, or lists all. */
@Command(name = "help", resourceBundle = Commands.TEXTS)
final class HelpCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", descriptionKey = "help.command")
    private @Nullable String command;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine all = Objects.requireNonNull(spec.parent()).commandLine();
        CommandLine chosen = command == null ? all : all.getSubcommands().get(command);
        if (chosen == null) {
            throw new CommandLine.ParameterException(all, "berth has no command " + command);
        }
        chosen.usage(all.getOut());
        return 0;
    }
}
