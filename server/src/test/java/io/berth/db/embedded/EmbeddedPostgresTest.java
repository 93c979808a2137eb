package io.berth.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import io.berth.config.StartRefused;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
    /** Shared, since making a database takes seconds; each test leaves it stopped. */
    @TempDir
    private static Path parent;

    private Path directory;

    /** A temporary directory is closed to others (0700); PostgreSQL's account shall reach this one. */
    @BeforeEach
    void open() throws IOException {
        directory = parent.resolve("berth-data/postgres");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void committedDataSurvivesARestart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(ask(postgres, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void isDurableAndListensOnLoopbackOnly() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(ask(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Files.readAllLines(directory.resolve("data/postmaster.pid"))
                            .get(4))
                    .as("socket directory")
                    .isEmpty();
            assertThat(ask(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(ask(postgres, "SELECT lower('ÄÉ泊')")).isEqualTo("äé泊");
            assertThat(ask(postgres, "SELECT rolsuper FROM pg_roles WHERE rolname = 'berth'"))
                    .isEqualTo("f");
        }
    }

    @Test
    void isClosedToOthers() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "berth", "guess")
                            .close())
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.getPosixFilePermissions(directory))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aSecondOwnerIsRefusedAndToldWhoTheFirstIs() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void anotherProcessMayAttachAndLeavesItRunning() throws Exception {
        assertThat(EmbeddedPostgres.attach(directory)).isEmpty();
        try (Owner owner = new Owner(directory)) {
            try (EmbeddedPostgres attached = EmbeddedPostgres.attach(directory).orElseThrow()) {
                assertThat(attached.jdbcUrl()).isEqualTo(owner.jdbcUrl);
            }
            try (EmbeddedPostgres again = EmbeddedPostgres.attach(directory).orElseThrow()) {
                assertThat(ask(again, "SELECT 1")).isEqualTo("1");
            }
        }
        assertThat(EmbeddedPostgres.attach(directory)).isEmpty();
    }

    @Test
    void closingStopsTheServer() throws Exception {
        long pid;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
            pid = postmaster().pid();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(PidFile.read(directory.resolve("data"))).isEmpty();
    }

    @Test
    void theServerOfAKilledOwnerIsTakenOver() throws Exception {
        Owner owner = new Owner(directory);
        PidFile orphan = postmaster();
        owner.kill();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(postmaster()).isEqualTo(orphan);
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(ProcessHandle.of(orphan.pid())).isEmpty();
    }

    @Test
    void anOrphanWithOtherSettingsIsStoppedAndStartedAnew() throws Exception {
        Owner owner = new Owner(directory);
        PidFile orphan = postmaster();
        owner.kill();
        Files.writeString(directory.resolve("data/postgresql.conf"), "fsync = off\n", StandardOpenOption.APPEND);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(postmaster().pid()).isNotEqualTo(orphan.pid());
            assertThat(ProcessHandle.of(orphan.pid())).isEmpty();
            assertThat(ask(postgres, "SHOW fsync")).isEqualTo("on");
        }
    }

    @Test
    void aPidFileLeftByACrashIsNoObstacleEvenIfThePidIsInUse() throws Exception {
        EmbeddedPostgres.start(directory).close();
        Files.writeString(
                directory.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + directory.resolve("data") + "\n1700000000\n5432\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aKilledServerRecovers() throws Exception {
        Owner owner = new Owner(directory);
        PidFile server = postmaster();
        ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
        owner.kill();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aFirstStartThatWasCutOffIsRepeated() throws Exception {
        Path cutOff = parent.resolve("cut-off");
        Files.createDirectories(cutOff.resolve("data.new123/base"));
        Files.createDirectories(cutOff.resolve("bin-unfinished/bin"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(cutOff)) {
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(Folder.entries(cutOff, "data.new")).isEmpty();
        assertThat(cutOff.resolve("bin-unfinished")).doesNotExist();
    }

    @Test
    void theDataOfAnotherMajorVersionIsRefusedWithAHint() throws Exception {
        EmbeddedPostgres.start(directory).close();
        Files.writeString(directory.resolve("data/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(directory))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("PostgreSQL 17")
                .hasMessageContaining("PostgreSQL 18")
                .hasMessageContaining("docs/postgresql.md");
        Files.writeString(directory.resolve("data/PG_VERSION"), "18\n");
        EmbeddedPostgres.start(directory).close();
    }

    @Test
    void twoDirectoriesHaveServersBesideOneAnother() throws Exception {
        try (EmbeddedPostgres one = EmbeddedPostgres.start(directory);
                EmbeddedPostgres other = EmbeddedPostgres.start(parent.resolve("other"))) {
            assertThat(one.jdbcUrl()).isNotEqualTo(other.jdbcUrl());
            execute(one, "CREATE TABLE mine (x int)");
            assertThat(ask(other, "SELECT to_regclass('mine')")).isNull();
        }
    }

    @Test
    void rootRunsItAsAnotherAccount() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "not root");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
            assertThat(uid(Path.of("/proc", Long.toString(postmaster().pid())))).isNotZero();
        }
    }

    @Test
    void rootRunsItBelowAFolderThatIsClosedToOthers() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "not root");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            execute(postgres, "CREATE TABLE moved AS SELECT 42 AS answer");
        }
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx------"));
        // The other account made the files: they must be taken over, and given back when the folder is open again.
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(ask(postgres, "SELECT answer FROM moved")).isEqualTo("42");
        }
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory)) {
            assertThat(ask(postgres, "SELECT answer FROM moved")).isEqualTo("42");
        }
    }

    @Test
    void anOrdinaryUserRunsItAndAnotherOneIsRefused() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "needs root to change the user");
        Path own = homeOf(65534).resolve("postgres");
        String classPath = readableClassPath();
        try (Owner owner = new Owner(own, as(65534), classPath)) {
            assertThat(uid(own.resolve("data"))).isEqualTo(65534);
            assertThat(owner.jdbcUrl).startsWith("jdbc:postgresql://127.0.0.1:");
        }
        assertThatThrownBy(() -> new Owner(own, as(1), classPath)).hasMessageContaining("belongs to user 65534");
        // Root runs it as the owner of the folder.
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(own)) {
            assertThat(ask(postgres, "SELECT 1")).isEqualTo("1");
            assertThat(uid(own.resolve("data"))).isEqualTo(65534);
        }
    }

    @Test
    void aUserWithoutANameRunsIt() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "needs root to change the user");
        Path own = homeOf(12345).resolve("postgres");
        try (Owner owner = new Owner(own, as(12345), readableClassPath())) {
            assertThat(owner.jdbcUrl).startsWith("jdbc:postgresql://127.0.0.1:");
            assertThat(uid(own.resolve("data"))).isEqualTo(12345);
        }
    }

    private Path homeOf(int uid) throws IOException {
        Path home = Files.createDirectory(parent.resolve("home-" + uid));
        Files.setAttribute(home, "unix:uid", uid);
        return home;
    }

    private static List<String> as(int uid) {
        return List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--");
    }

    /** The test's class path as copies that other users can read. */
    private String readableClassPath() throws IOException {
        Path copies = Files.createTempDirectory(parent, "classpath");
        Files.setPosixFilePermissions(copies, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path copy = copies.resolve(entries.size() + ".jar");
            if (Files.isRegularFile(Path.of(entry))) {
                Files.copy(Path.of(entry), copy);
                entries.add(copy.toString());
            } else {
                entries.add(entry);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private PidFile postmaster() throws IOException {
        return PidFile.read(directory.toRealPath().resolve("data")).orElseThrow();
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid");
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
    }

    /** Another process that owns the server of a directory until it is closed or killed. */
    static final class Owner implements AutoCloseable {
        private final Process process;
        private final String jdbcUrl;

        Owner(Path directory) throws IOException {
            this(directory, List.of(), System.getProperty("java.class.path"));
        }

        Owner(Path directory, List<String> prefix, String classPath) throws IOException {
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    Owner.class.getName(),
                    directory.toString()));
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            StringBuilder said = new StringBuilder();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            Optional<String> url = Optional.empty();
            for (String line = out.readLine(); line != null && url.isEmpty(); ) {
                said.append(line).append('\n');
                url = line.startsWith("jdbc:") ? Optional.of(line) : Optional.empty();
                line = url.isEmpty() ? out.readLine() : line;
            }
            jdbcUrl = url.orElseThrow(() -> new IOException(said.toString()));
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        /** Ends its standard input, on which it waits. */
        @Override
        public void close() throws IOException, InterruptedException {
            process.getOutputStream().close();
            process.waitFor();
        }

        public static void main(String... args) throws IOException {
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(args[0]))) {
                System.out.println(postgres.jdbcUrl());
                while (System.in.read() >= 0) {
                    // waits for the end
                }
            }
        }
    }
}
