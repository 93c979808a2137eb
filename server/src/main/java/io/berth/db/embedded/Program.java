package io.berth.db.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short-lived program of PostgreSQL or of the system, in a given directory and a plain environment. */
final class Program {
    private Program() {}

    /** How it ended, and what it said on both of its outputs. */
    record Outcome(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /** Starts it; its outputs go to {@code output}. */
    static Process start(Path directory, Path output, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // PGDATA, PGPORT and the like would change what the programs do; a translated message would help nobody.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    /** Runs it to its end with {@code input} on its standard input, and kills it when it takes longer than {@code limit}. */
    static Outcome run(Path directory, Duration limit, String input, List<String> command) throws IOException {
        Path output = Files.createTempFile("berth-", ".out");
        try {
            Process process = start(directory, output, command);
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading its input; its status says why.
            }
            int status = await(process, limit) ? process.exitValue() : -1;
            return new Outcome(
                    status, Files.readString(output, StandardCharsets.UTF_8).strip());
        } finally {
            Files.delete(output);
        }
    }

    /** Waits for its end; false if it had to be killed. */
    static boolean await(Process process, Duration limit) throws IOException {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            process.destroyForcibly().waitFor();
            return false;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
