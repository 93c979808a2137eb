package io.berth.it.server;

import io.berth.it.process.Memory;
import io.berth.it.process.Ports;
import io.berth.it.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The packaged Berth as its users run it: a process of its own with its own port and data folder. It can be stopped, killed
 * and started again on the same folder; {@link #close} leaves no process behind, its embedded PostgreSQL included. Every wait
 * has an end. Not for use by several threads at once, save for the getters.
 */
public final class BerthServer implements AutoCloseable {
    /** What every test server's admin is called and known by. */
    public static final String ADMIN_PASSWORD = "Harbor12345";

    /** A JVM that a signal asked to end says so by 128 + its number. */
    private static final Set<Integer> GOOD_ENDS = Set.of(0, 143);

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private final Path folder;
    private final Map<String, String> environment;
    private final int port;
    private final Path log;
    private final Thread atExit = new Thread(this::killEverything);
    private @Nullable Process process;

    private BerthServer(Path folder, Map<String, String> environment, int port) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.port = port;
        this.log = logFile(folder);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Prepares a server that keeps everything, its embedded database too, in one folder. */
    public static Preparation in(Path folder) {
        return new Preparation(folder);
    }

    /** What a server is to be started with. */
    public static final class Preparation {
        private final Path folder;
        private final Map<String, String> environment = new HashMap<>();

        private Preparation(Path folder) {
            this.folder = folder;
            environment.put("BERTH_ADMIN_PASSWORD", ADMIN_PASSWORD);
        }

        public Preparation with(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** Uses this database instead of an embedded one. */
        public Preparation on(Postgres.Database database) {
            return with("BERTH_DB_URL", database.url())
                    .with("BERTH_DB_USERNAME", database.user())
                    .with("BERTH_DB_PASSWORD", database.password())
                    .with("BERTH_SECRET", "only-for-tests-0123456789abcdef0123456789");
        }

        /** Starts it and waits until it is ready. */
        public BerthServer start() {
            int port = Ports.free();
            environment.put("BERTH_HTTP_HOST", "127.0.0.1");
            environment.put("BERTH_HTTP_PORT", Integer.toString(port));
            environment.put("BERTH_DATA_DIR", folder.toString());
            BerthServer server = new BerthServer(folder, environment, port);
            server.start();
            return server;
        }
    }

    /** Starts it again on its folder and port, and waits until it is ready; how long that took. */
    public Duration start() {
        if (isAlive()) {
            throw new IllegalStateException("runs already");
        }
        Instant before = Instant.now();
        ProcessBuilder builder = new ProcessBuilder(command("serve"))
                .directory(existing(folder).toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady(before.plus(START_LIMIT));
        return Duration.between(before, Instant.now());
    }

    /** Asks it to end (SIGTERM) and waits until it has ended in good order. */
    public void stop() {
        Process running = running();
        running.destroy();
        if (!await(running, STOP_LIMIT)) {
            killEverything();
            throw new AssertionError("did not end within " + STOP_LIMIT + " of SIGTERM\n" + tail());
        }
        if (!GOOD_ENDS.contains(running.exitValue())) {
            throw new AssertionError("ended with exit status " + running.exitValue() + "\n" + tail());
        }
    }

    /** Ends it on the spot (kill -9). Its embedded PostgreSQL goes on as an orphan, as it would in life. */
    public void kill() {
        Process running = running();
        running.destroyForcibly();
        await(running, STOP_LIMIT);
    }

    /** Ends it and its embedded PostgreSQL on the spot, as when the machine goes down. */
    public void killWithDatabase() {
        Process running = running();
        List<ProcessHandle> database = databaseProcesses();
        running.destroyForcibly();
        database.forEach(ProcessHandle::destroyForcibly);
        await(running, STOP_LIMIT);
        database.forEach(BerthServer::awaitEnd);
    }

    /** Runs another command of the same program with the same configuration, {@code fsck} for instance. */
    public Program.Outcome command(Duration limit, String... arguments) {
        return Program.of(command(arguments))
                .with(environment)
                .with(Map.of("HOME", folder.toString()))
                .in(existing(folder))
                .within(limit)
                .run();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Host and port, as clients name a registry. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public Memory memory() {
        return Memory.of(running().pid());
    }

    @Override
    public void close() {
        if (isAlive()) {
            stop();
        }
        killEverything();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is going down already and runs the hook itself.
        }
    }

    private void awaitReady(Instant deadline) {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build()) {
            HttpRequest ready = HttpRequest.newBuilder(url().resolve("/readyz"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            while (Instant.now().isBefore(deadline)) {
                if (!isAlive()) {
                    throw new AssertionError("ended while starting\n" + tail());
                }
                try {
                    if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    // It does not listen yet.
                }
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        killEverything();
        throw new AssertionError("was not ready within " + START_LIMIT + "\n" + tail());
    }

    private Process running() {
        if (process == null || !process.isAlive()) {
            throw new AssertionError("does not run\n" + tail());
        }
        return process;
    }

    private List<String> command(String... arguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path jar = jar();
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path jar() {
        String given = System.getProperty("berth.jar");
        if (given != null) {
            return Path.of(given).toAbsolutePath();
        }
        Path target = Path.of("..", "server", "target").toAbsolutePath().normalize();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "berth-server-*-runner.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError(
                "no packaged server in " + target + ": run `mvn package` first, or say -Dberth.jar=FILE");
    }

    private static Path logFile(Path folder) {
        return existing(Path.of("target", "server-logs").toAbsolutePath())
                .resolve(folder.getFileName() + "-" + System.nanoTime() + ".log");
    }

    private static Path existing(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return log + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private void killEverything() {
        if (process != null) {
            process.destroyForcibly();
            await(process, STOP_LIMIT);
        }
        List<ProcessHandle> database = databaseProcesses();
        database.forEach(ProcessHandle::destroyForcibly);
        database.forEach(BerthServer::awaitEnd);
    }

    /** The postmaster of the embedded database, by its pid file, and its children. */
    private List<ProcessHandle> databaseProcesses() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<ProcessHandle> found = new ArrayList<>();
        try (Stream<Path> files = Files.find(folder, 4, (path, _) -> path.endsWith("postmaster.pid"))) {
            for (Path file : files.toList()) {
                long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
                ProcessHandle.of(pid).filter(BerthServer::isPostgres).ifPresent(postmaster -> {
                    found.addAll(postmaster.children().toList());
                    found.add(postmaster);
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/postgres");
    }

    private static boolean await(Process process, Duration limit) {
        try {
            return process.waitFor(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        process.onExit().orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }
}
