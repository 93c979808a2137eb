package io.berth.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A program that runs beside a test until it is closed; it ends with the test's process at the latest. */
public final class Daemon implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final Process process;
    private final Path log;
    private final Thread atExit;

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts it and waits until it is ready. */
    public static Daemon start(
            List<String> command, Map<String, String> environment, Path log, BooleanSupplier isReady) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            Daemon daemon = new Daemon(builder.start(), log);
            daemon.awaitReady(isReady);
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LIMIT)) {
                process.destroyForcibly().waitFor(LIMIT);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void awaitReady(BooleanSupplier isReady) throws IOException {
        Instant deadline = Instant.now().plus(LIMIT);
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            if (isReady.getAsBoolean()) {
                return;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        close();
        throw new AssertionError("did not come up:\n" + Files.readString(log));
    }
}
