package io.berth.db;

import io.berth.config.StartRefused;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema up to this version ({@code resources/db/V*.sql}). Several processes may do it at once: one works, the
 * others wait. A schema that is newer than this version is left as it is, since versions N and N+1 run side by side.
 */
final class Migrations {
    private static final int OLDEST = 15;

    private Migrations() {}

    /** Whether the database answers and is new enough. */
    static void check(Access access) throws SQLException {
        try (Connection connection = dataSource(access).getConnection()) {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            if (major < OLDEST) {
                throw new StartRefused("the database at " + access.url() + " is PostgreSQL " + major + "; Berth needs "
                        + OLDEST + " or newer");
            }
        }
    }

    static void run(Access access) throws SQLException {
        check(access);
        PGSimpleDataSource dataSource = dataSource(access);
        // A migration of a big table may take long.
        dataSource.setSocketTimeout(0);
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations("classpath:db")
                    .failOnMissingLocations(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StartRefused(
                    "the schema at " + access.url() + " cannot be brought up to this version: " + e.getMessage(), e);
        }
    }

    private static PGSimpleDataSource dataSource(Access access) throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(access.url());
        dataSource.setUser(access.username());
        dataSource.setPassword(access.password());
        for (var property : access.properties().entrySet()) {
            dataSource.setProperty(property.getKey(), property.getValue());
        }
        return dataSource;
    }
}
