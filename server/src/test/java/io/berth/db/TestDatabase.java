package io.berth.db;

import io.berth.config.Secret;
import io.berth.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fresh databases for tests, on one PostgreSQL for the whole test run. Close what {@link #create} gives in
 * {@code @AfterAll}; open {@link #createConfig} twice for two servers
 * on one database.
 */
public final class TestDatabase {
    private static final Path DIRECTORY = Path.of("target", "test-postgres");
    private static final String TEMPLATE = "berth_template";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestDatabase() {}

    /** A migrated database without rows, for the caller alone. */
    public static Database create() {
        return open(createConfig());
    }

    /** The same, not opened yet: for tests that open it several times. */
    public static DbConfig createConfig() {
        return config(createFrom(Holder.TEMPLATE_DATABASE));
    }

    /** A database with nothing in it, not even the schema. */
    static DbConfig createEmptyConfig() {
        return config(createFrom("template1"));
    }

    public static Database open(DbConfig config) {
        try {
            return Database.open(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String createFrom(String template) {
        String name = "test_" + COUNT.incrementAndGet();
        try {
            execute(Holder.POSTGRES, "CREATE DATABASE " + name + " TEMPLATE " + template);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    private static DbConfig config(String database) {
        return config(Holder.POSTGRES, database);
    }

    private static DbConfig config(EmbeddedPostgres postgres, String database) {
        String url = postgres.jdbcUrl().replaceFirst("/[^/]*$", "/" + database);
        return new DbConfig(url, postgres.username(), new Secret(postgres.password()), DIRECTORY, 8);
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> leftovers(EmbeddedPostgres postgres) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' OR datname = '" + TEMPLATE
                                + "'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Started at first use, stopped at the end of the test run; kept for the next one, since making it takes seconds. */
    private static final class Holder {
        private static final EmbeddedPostgres POSTGRES = start();
        private static final String TEMPLATE_DATABASE = migratedTemplate(POSTGRES);

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.start(DIRECTORY);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres)));
                for (String name : leftovers(postgres)) {
                    execute(postgres, "DROP DATABASE " + name + " WITH (FORCE)");
                }
                return postgres;
            } catch (IOException | SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String migratedTemplate(EmbeddedPostgres postgres) {
            try {
                execute(postgres, "CREATE DATABASE " + TEMPLATE);
                Database.open(config(postgres, TEMPLATE)).close();
                return TEMPLATE;
            } catch (IOException | SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void stop(EmbeddedPostgres postgres) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
