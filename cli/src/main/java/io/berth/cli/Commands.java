package io.berth.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code berth}: reads the command line and runs one operation. */
@Command(
        name = "berth",
        resourceBundle = Commands.TEXTS,
        subcommands = {
            ServeCommand.class,
            GcCommand.class,
            RestoreCommand.class,
            FsckCommand.class,
            OrphansCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Commands implements Runnable {
    static final String TEXTS = "io.berth.cli.Texts";

    private final Operations operations;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    // Read before everything else, by Language; declared here to be allowed and explained.
    @Option(names = "--lang", paramLabel = "en|zh", scope = ScopeType.INHERIT)
    private String language = "";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT)
    private boolean isHelpWanted;

    private Commands(Operations operations) {
        this.operations = operations;
    }

    /**
     * Runs the command that {@code arguments} name.
     *
     * @return the exit status: that of the operation, or 2 if the arguments cannot be understood
     */
    public static int run(
            Operations operations,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err,
            String... arguments) {
        Language language = Language.of(List.of(arguments), environment);
        ResourceBundle texts = ResourceBundle.getBundle(
                TEXTS,
                language.locale(),
                Commands.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        CommandLine line = new CommandLine(new Commands(operations))
                .setResourceBundle(texts)
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(100)
                .setAdjustLineBreaksForWideCJKCharacters(true);
        int status = line.execute(arguments);
        out.flush();
        err.flush();
        return status;
    }

    /** Without a command: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    Operations operations() {
        return operations;
    }
}
