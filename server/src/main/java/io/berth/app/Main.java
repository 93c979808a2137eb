package io.berth.app;

import io.berth.cli.Commands;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program: reads the command line and runs what it asks for. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... args) {
        // Before the first logger is made, as Quarkus wants it.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        // In UTF-8 whatever the locale is: Berth speaks Chinese too.
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int status = Commands.run(new ServerOperations(System.getenv(), out, err), System.getenv(), out, err, args);
        if (!ApplicationLifecycleManager.isVmShuttingDown()) {
            System.exit(status);
        }
    }
}
