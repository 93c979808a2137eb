package io.berth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.config.Secret;
import io.berth.config.StartRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseTest {
    @Test
    void severalServersMayMigrateAnEmptyDatabaseAtOnce() throws Exception {
        DbConfig config = TestDatabase.createEmptyConfig();
        List<Callable<Long>> servers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            servers.add(() -> {
                try (Database database = Database.open(config)) {
                    return tables(database);
                }
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> tables : threads.invokeAll(servers)) {
                assertThat(tables.get()).isPositive();
            }
        }
    }

    @Test
    void aSchemaThatIsNewerIsLeftAlone() throws Exception {
        DbConfig config = TestDatabase.createConfig();
        try (Database database = Database.open(config)) {
            database.db().update("""
                            INSERT INTO flyway_schema_history
                                   (installed_rank, version, description, type, script, installed_by, execution_time, success)
                            VALUES (9999, '9999', 'of the next version', 'SQL', 'V9999__next.sql', 'berth', 1, true)
                            """);
        }
        try (Database database = Database.open(config)) {
            assertThat(tables(database)).isPositive();
        }
    }

    @Test
    void sessionsHaveTimeLimits() throws Exception {
        try (Database database = TestDatabase.create()) {
            assertThat(show(database, "statement_timeout")).isEqualTo("1min");
            assertThat(show(database, "idle_in_transaction_session_timeout")).isEqualTo("1min");
            assertThat(show(database, "application_name")).isEqualTo("berth");
        }
    }

    @Test
    void whatTheUrlSaysWins() throws Exception {
        DbConfig config = TestDatabase.createConfig();
        String url = config.url() + "?options=-c%20statement_timeout=0&ApplicationName=mine";
        DbConfig changed =
                new DbConfig(url, config.username(), config.password(), config.embedded(), config.poolSize());
        try (Database database = Database.open(changed)) {
            assertThat(show(database, "statement_timeout")).isEqualTo("0");
            assertThat(show(database, "application_name")).isEqualTo("mine");
        }
    }

    @Test
    void ofSeveralHostsThePrimaryIsTaken() throws Exception {
        DbConfig config = TestDatabase.createConfig();
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = closed.getLocalPort();
            closed.close();
            String url = Objects.requireNonNull(config.url()).replace("127.0.0.1", "127.0.0.1:" + port + ",127.0.0.1");
            DbConfig several =
                    new DbConfig(url, config.username(), config.password(), config.embedded(), config.poolSize());
            try (Database database = Database.open(several)) {
                assertThat(Access.to(several).properties()).containsEntry("targetServerType", "primary");
                assertThat(tables(database)).isPositive();
            }
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedIsNamed() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/berth";
        assertThatThrownBy(() -> Database.open(new DbConfig(url, "berth", new Secret("x"), Path.of("unused"), 4)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(url);
    }

    @Test
    void aWrongPasswordIsReportedWithoutShowingIt() {
        DbConfig config = TestDatabase.createConfig();
        DbConfig wrong = new DbConfig(config.url(), config.username(), new Secret("a-wrong-one"), config.embedded(), 4);
        assertThatThrownBy(() -> Database.open(wrong))
                .isInstanceOf(StartRefused.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("a-wrong-one"));
        assertThat(wrong.toString()).doesNotContain("a-wrong-one");
    }

    @Test
    void aCommandWorksBesideTheServerAndAlone(@TempDir Path directory) throws Exception {
        DbConfig config = new DbConfig(null, null, null, directory.resolve("postgres"), 4);
        try (Database server = Database.open(config)) {
            server.db().update("CREATE TABLE made_by_server (x int)");
            assertThatThrownBy(() -> Database.open(config)).isInstanceOf(StartRefused.class);
        }
        try (Database command = Database.openBeside(config)) {
            assertThat(command.db().query("SELECT x FROM made_by_server", row -> row.getInt(1)))
                    .isEmpty();
        }
        try (Database server = Database.open(config)) {
            assertThat(tables(server)).isPositive();
        }
    }

    private static long tables(Database database) {
        return database.db().first("SELECT count(*) FROM artifact", row -> 1L).orElseThrow();
    }

    private static String show(Database database, String setting) {
        return database.db().first("SHOW " + setting, row -> row.getString(1)).orElseThrow();
    }
}
