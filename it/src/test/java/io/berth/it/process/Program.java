package io.berth.it.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One run of a program to its end. It gets exactly the environment it is given besides {@code PATH}, so that nothing of the
 * machine's user (a login, a proxy) decides a test; it and its children are killed when its time is over.
 */
public final class Program {
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private Path folder = Path.of("").toAbsolutePath();
    private Duration limit = Duration.ofMinutes(3);
    private byte[] input = {};

    private Program(List<String> command) {
        this.command = List.copyOf(command);
    }

    public static Program of(String... command) {
        return new Program(List.of(command));
    }

    public static Program of(List<String> command) {
        return new Program(command);
    }

    public Program with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    public Program in(Path workingFolder) {
        folder = workingFolder;
        return this;
    }

    public Program within(Duration time) {
        limit = time;
        return this;
    }

    public Program reading(byte[] standardInput) {
        input = standardInput;
        return this;
    }

    /** Runs it and waits for its end. */
    public Outcome run() {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(environment);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Process process = builder.start();
            CompletableFuture<byte[]> out = drain(process.getInputStream(), threads);
            CompletableFuture<byte[]> err = drain(process.getErrorStream(), threads);
            CompletableFuture<Void> in = CompletableFuture.runAsync(() -> feed(process), threads);
            boolean ended = process.waitFor(limit);
            if (!ended) {
                kill(process);
            }
            in.join();
            Outcome outcome = new Outcome(command, ended ? process.exitValue() : -1, text(out), text(err));
            if (!ended) {
                throw new AssertionError("did not end within " + limit + "\n" + outcome);
            }
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void feed(Process process) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // The program ended without reading all of it; its exit status says whether that is bad.
        }
    }

    private static void kill(Process process) {
        List<ProcessHandle> family =
                new ArrayList<>(process.toHandle().descendants().toList());
        family.add(process.toHandle());
        family.forEach(ProcessHandle::destroyForcibly);
    }

    private static CompletableFuture<byte[]> drain(InputStream stream, ExecutorService threads) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                threads);
    }

    private static String text(CompletableFuture<byte[]> bytes) {
        return new String(bytes.join(), StandardCharsets.UTF_8);
    }

    /** How a program ended and what it said. */
    public record Outcome(List<String> command, int status, String out, String err) {

        /** Its standard output without the space around it, if it succeeded; an {@link AssertionError} otherwise. */
        public String succeeded() {
            if (status != 0) {
                throw new AssertionError("expected to succeed:\n" + this);
            }
            return out.strip();
        }

        /** What it wrote, if it failed; an {@link AssertionError} otherwise. */
        public String failed() {
            if (status == 0) {
                throw new AssertionError("expected to fail:\n" + this);
            }
            return (out + "\n" + err).strip();
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\nexit status " + status + "\n" + out + "\n" + err;
        }
    }
}
