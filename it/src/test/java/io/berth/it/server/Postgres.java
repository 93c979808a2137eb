package io.berth.it.server;

import io.berth.it.process.Installed;
import io.berth.it.process.Ports;
import io.berth.it.process.Program;
import io.berth.it.process.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An own PostgreSQL beside the servers, as an installation of several replicas has it: the machine's binaries, a fresh data
 * folder, loopback only, a password, fsync as PostgreSQL sets it. Started as root it runs as the system's {@code postgres}
 * user, since PostgreSQL refuses root.
 */
public final class Postgres implements AutoCloseable {
    private static final String USER = "berth";
    private final Path binaries;
    private final Scratch home;
    private final Path data;
    private final int port;
    private final String password = UUID.randomUUID().toString();
    private final Thread atExit = new Thread(this::stop);

    private Postgres(Path binaries, Scratch home, int port) {
        this.binaries = binaries;
        this.home = home;
        this.data = home.path().resolve("data");
        this.port = port;
    }

    /** A database to connect to. */
    public record Database(String url, String user, String password) {}

    /** Starts one; skips the test if PostgreSQL is not installed (fails under CI=true). */
    public static Postgres start() {
        Path binaries = binaries().orElseGet(() -> Installed.missing("PostgreSQL", "postgres"));
        try {
            // Not below the test's own folder: the postgres user must be able to walk there.
            Postgres postgres = new Postgres(binaries, Scratch.create("berth-postgres"), Ports.free());
            postgres.initialize(postgres.home.path());
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an empty database. */
    public Database create(String name) {
        run(
                        "psql",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        USER,
                        "-d",
                        "postgres",
                        "-c",
                        "CREATE DATABASE " + name)
                .succeeded();
        return new Database("jdbc:postgresql://127.0.0.1:" + port + "/" + name, USER, password);
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
        home.close();
    }

    private void initialize(Path folder) throws IOException {
        Path passwordFile = Files.writeString(folder.resolve("password"), password);
        if (isRoot()) {
            Program.of("chown", "-R", "postgres", folder.toString()).run().succeeded();
        }
        run(
                        "initdb",
                        "-D",
                        data.toString(),
                        "-U",
                        USER,
                        "-A",
                        "scram-sha-256",
                        "--pwfile",
                        passwordFile.toString(),
                        "-E",
                        "UTF8",
                        "--no-locale")
                .succeeded();
        Runtime.getRuntime().addShutdownHook(atExit);
        String options = "-c listen_addresses=127.0.0.1 -c port=" + port + " -c unix_socket_directories=" + folder
                + " -c max_connections=200";
        run("pg_ctl", "-D", data.toString(), "-l", folder.resolve("log").toString(), "-w", "-o", options, "start")
                .succeeded();
    }

    private void stop() {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
        }
    }

    private Program.Outcome run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        return Program.of(command)
                .with(Map.of("PGPASSWORD", password, "LC_ALL", "C"))
                .in(home.path())
                .within(Duration.ofMinutes(2))
                .run();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Optional<Path> binaries() {
        Optional<Path> onPath = Installed.find("pg_ctl")
                .filter(_ -> Installed.find("initdb").isPresent()
                        && Installed.find("psql").isPresent())
                .map(Postgres::real)
                .map(Path::getParent);
        return onPath.or(Postgres::debian);
    }

    /** Debian keeps the server's programs off PATH, one folder for each major version. */
    private static Optional<Path> debian() {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.filter(
                            version -> Files.isExecutable(version.resolve("bin").resolve("pg_ctl")))
                    .max(Comparator.comparing(
                            version -> Integer.parseInt(version.toFile().getName())))
                    .map(version -> version.resolve("bin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path real(Path program) {
        try {
            return program.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
