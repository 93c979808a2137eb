package io.berth.db.embedded;

import io.berth.config.StartRefused;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A running PostgreSQL of Berth's own in one directory. One process owns it, others may attach to it. What was committed
 * survives any kill; a server that outlived its owner is taken over by the next start, or stopped by it.
 */
public final class EmbeddedPostgres implements Closeable {
    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
    private static final String NAME = "berth";
    private static final int PORT_ATTEMPTS = 5;
    private static final long LOG_LIMIT = 8L << 20;
    /** A server that replays its log after a crash takes its time. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private final int port;
    private final String password;
    private final @Nullable Owned owned;

    private EmbeddedPostgres(int port, String password, @Nullable Owned owned) {
        this.port = port;
        this.password = password;
        this.owned = owned;
    }

    /**
     * Starts the server of {@code directory}, which is made if need be, and owns it until {@link #close}.
     *
     * @throws StartRefused if another process owns it, or it cannot be used by this build or this user
     */
    public static EmbeddedPostgres start(Path directory) throws IOException {
        Path home = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(home)) {
            Files.createDirectories(Objects.requireNonNull(home.getParent()));
            Files.createDirectory(
                    home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        home = home.toRealPath();
        ServerUser user = ServerUser.choose(home);
        Path lockFile = home.resolve("lock");
        DirectoryLock lock = DirectoryLock.take(lockFile).orElse(null);
        if (lock == null) {
            throw new StartRefused("the database in " + directory + " is in use by another Berth (process "
                    + DirectoryLock.holder(lockFile) + "): stop that one, or give this one its own berth.data-dir");
        }
        try {
            user.take(lockFile);
            refuseOtherMajor(home.resolve("data"));
            return new Owned(home, Binaries.unpack(home), user, lock).start();
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Joins the server that another process owns; {@link #close} leaves it running. Empty if no living process owns it, so
     * that {@link #start} may be tried. Waits while the owner is starting it.
     */
    public static Optional<EmbeddedPostgres> attach(Path directory) throws IOException {
        Path home = directory.toAbsolutePath().normalize();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (DirectoryLock.isHeld(home.resolve("lock"))) {
            PidFile server = PidFile.read(home.resolve("data")).orElse(null);
            if (server != null && server.isReady()) {
                String password = Files.readString(home.resolve("password"), StandardCharsets.US_ASCII);
                EmbeddedPostgres attached = new EmbeddedPostgres(server.port(), password, null);
                if (attached.answers()) {
                    return Optional.of(attached);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("the PostgreSQL in " + directory + " does not answer");
            }
            sleep(Duration.ofMillis(50));
        }
        return Optional.empty();
    }

    /** The version that this build carries, {@code 18.0.0}. */
    public static String version() {
        return Binaries.version();
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    public String username() {
        return NAME;
    }

    public String password() {
        return password;
    }

    /** Stops the server if this process owns it: sessions are cut, what they committed is kept. */
    @Override
    public void close() throws IOException {
        if (owned != null) {
            owned.stop();
        }
    }

    private boolean answers() {
        Properties properties = new Properties();
        properties.setProperty("user", NAME);
        properties.setProperty("password", password);
        properties.setProperty("loginTimeout", "5");
        try (Connection connection = new Driver().connect(jdbcUrl(), properties)) {
            return connection != null && connection.isValid(5);
        } catch (SQLException e) {
            LOG.debugf(e, "no answer on port %d", port);
            return false;
        }
    }

    private static void refuseOtherMajor(Path data) throws IOException {
        Path file = data.resolve("PG_VERSION");
        if (Files.exists(file)) {
            String found = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (!found.equals(Binaries.major())) {
                throw new StartRefused(
                        "the database in " + data + " was written by PostgreSQL " + found
                                + ", and this Berth brings PostgreSQL " + Binaries.major()
                                + ": dump it with the Berth that wrote it and load the dump (docs/postgresql.md, \"A new major version\")");
            }
        }
    }

    private static void sleep(Duration duration) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The directory while this process holds its lock. */
    private record Owned(Path home, Binaries binaries, ServerUser user, DirectoryLock lock) {

        EmbeddedPostgres start() throws IOException {
            user.take(binaries.directory());
            String password = password();
            if (!Files.exists(data())) {
                initialise(password);
            }
            PidFile orphan = PidFile.read(data()).orElse(null);
            if (orphan != null) {
                if (orphan.isServerOf(data())) {
                    EmbeddedPostgres adopted = new EmbeddedPostgres(orphan.port(), password, this);
                    if (isOurs(orphan) && adopted.answers()) {
                        LOG.infof("took over the PostgreSQL that runs in %s (process %d)", home, orphan.pid());
                        return adopted;
                    }
                    LOG.infof("stopping the PostgreSQL that runs in %s (process %d)", home, orphan.pid());
                    stopServer();
                } else {
                    Files.delete(PidFile.in(data()));
                }
            }
            ServerSettings.write(data());
            return new EmbeddedPostgres(launch(), password, this);
        }

        void stop() throws IOException {
            try (lock) {
                stopServer();
            }
        }

        private Path data() {
            return home.resolve("data");
        }

        private Path log() {
            return home.resolve("postgres.log");
        }

        /** Started from the same programs with the same settings. */
        private boolean isOurs(PidFile server) throws IOException {
            return server.arguments().getFirst().equals(binaries.program("postgres")) && ServerSettings.areIn(data());
        }

        private String password() throws IOException {
            Path file = home.resolve("password");
            if (!Files.exists(file)) {
                byte[] random = new byte[24];
                new SecureRandom().nextBytes(random);
                Path unfinished = home.resolve("password.new");
                Files.deleteIfExists(unfinished);
                Files.createFile(
                        unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        unfinished,
                        Base64.getUrlEncoder().withoutPadding().encodeToString(random),
                        StandardCharsets.US_ASCII,
                        StandardOpenOption.SYNC);
                user.take(unfinished);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file, StandardCharsets.US_ASCII);
        }

        /** Makes the data directory with Berth's role and database in it; it appears whole or not at all. */
        private void initialise(String password) throws IOException {
            for (Path leftover : Folder.entries(home, "data.new")) {
                Folder.delete(leftover);
            }
            // With a name of its own: an initdb that outlived its killed parent may still be writing to the last one.
            Path unfinished = Files.createTempDirectory(home, "data.new");
            user.take(unfinished);
            run(
                    Duration.ofMinutes(5),
                    "",
                    "initdb",
                    "--pgdata=" + unfinished,
                    "--username=postgres",
                    "--pwfile=" + home.resolve("password"),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8");
            // The single-user mode takes one statement a line. The role may make databases, so that a dump can be
            // loaded
            // beside the one in use.
            run(
                    Duration.ofMinutes(1),
                    """
                    CREATE ROLE berth LOGIN CREATEDB PASSWORD '%s'
                    CREATE DATABASE berth OWNER berth
                    """.formatted(password),
                    "postgres",
                    "--single",
                    "-D",
                    unfinished.toString(),
                    "postgres");
            Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
            Folder.sync(home);
        }

        private int launch() throws IOException {
            if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT) {
                Files.move(log(), home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            for (int attempt = 1; ; attempt++) {
                int port = freePort();
                String failure = launch(port);
                if (failure == null) {
                    return port;
                }
                if (attempt == PORT_ATTEMPTS || isFree(port)) {
                    throw new StartRefused("PostgreSQL does not start in " + home + ": " + failure
                            + "; its own words are in " + log());
                }
            }
        }

        /** Starts the server and waits until it is ready; null, or what went wrong. */
        private @Nullable String launch(int port) throws IOException {
            Path output = home.resolve("pg_ctl.log");
            // pg_ctl starts the server in a session of its own: Ctrl-C at the terminal must not reach it before the
            // pool
            // is closed.
            Process starter = Program.start(
                    home,
                    output,
                    user.command(List.of(
                            binaries.program("pg_ctl"),
                            "start",
                            "--pgdata=" + data(),
                            "--log=" + log(),
                            "--wait",
                            "--timeout=" + START_LIMIT.toSeconds(),
                            "--options=-p " + port)));
            while (true) {
                // Looked at before the file, so that a starter that ends well between both has written it.
                boolean isRunning = starter.isAlive();
                PidFile server = PidFile.read(data()).orElse(null);
                if (server != null && server.isReady() && server.port() == port) {
                    return null;
                }
                if (!isRunning) {
                    return Files.readString(output, StandardCharsets.UTF_8).strip();
                }
                sleep(Duration.ofMillis(10));
            }
        }

        private void stopServer() throws IOException {
            PidFile server = PidFile.read(data()).orElse(null);
            if (server == null || !server.isServerOf(data())) {
                return;
            }
            ProcessHandle process = ProcessHandle.of(server.pid()).orElse(null);
            for (String signal : List.of("INT", "QUIT")) {
                run(STOP_LIMIT, "", "pg_ctl", "kill", signal, Long.toString(server.pid()));
                long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
                while (process != null && process.isAlive() && System.nanoTime() < deadline) {
                    sleep(Duration.ofMillis(10));
                }
                if (process == null || !process.isAlive()) {
                    return;
                }
            }
            throw new IOException("the PostgreSQL in " + home + " (process " + server.pid() + ") does not stop");
        }

        private void run(Duration limit, String input, String program, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(binaries.program(program)));
            command.addAll(List.of(arguments));
            Program.Outcome outcome = Program.run(home, limit, input, user.command(command));
            if (!outcome.succeeded()) {
                throw new IOException(program + " failed with status " + outcome.status() + ": " + outcome.output());
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        private static boolean isFree(int port) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.isBound();
            } catch (IOException e) {
                return false;
            }
        }
    }
}
