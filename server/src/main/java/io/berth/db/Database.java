package io.berth.db;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.berth.config.StartRefused;
import io.berth.db.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The database, ready for use: reached or started, its schema brought up to this version, connections pooled. Closing it
 * stops an embedded PostgreSQL that it started.
 */
public final class Database implements Closeable {
    private static final int LEAST_CONNECTIONS = 2;

    private final @Nullable EmbeddedPostgres embedded;
    private final AgroalDataSource dataSource;
    private final Db db;

    private Database(@Nullable EmbeddedPostgres embedded, Access access, int poolSize) throws SQLException {
        this.embedded = embedded;
        this.dataSource = AgroalDataSource.from(pool(access, poolSize));
        this.db = new Db(dataSource);
    }

    /**
     * Opens it for a server, which owns the embedded PostgreSQL.
     *
     * @throws StartRefused if it cannot be reached or used
     */
    public static Database open(DbConfig config) throws IOException {
        return open(config, config.isEmbedded() ? EmbeddedPostgres.start(config.embedded()) : null);
    }

    /** Opens it for a command: joins the embedded PostgreSQL of a running server, or runs it for as long as it takes. */
    public static Database openBeside(DbConfig config) throws IOException {
        if (!config.isEmbedded()) {
            return open(config, null);
        }
        Optional<EmbeddedPostgres> running = EmbeddedPostgres.attach(config.embedded());
        return open(config, running.isPresent() ? running.get() : EmbeddedPostgres.start(config.embedded()));
    }

    private static Database open(DbConfig config, @Nullable EmbeddedPostgres embedded) throws IOException {
        Access access = embedded == null ? Access.to(config) : Access.to(embedded);
        boolean isOpen = false;
        try {
            Migrations.run(access);
            Database database = new Database(embedded, access, config.poolSize());
            isOpen = true;
            return database;
        } catch (SQLException e) {
            throw unusable(access, e);
        } finally {
            if (!isOpen && embedded != null) {
                embedded.close();
            }
        }
    }

    /**
     * Connects to a database of one's own and changes nothing.
     *
     * @throws StartRefused if it cannot be reached or used
     */
    public static void check(DbConfig config) {
        Access access = Access.to(config);
        try {
            Migrations.check(access);
        } catch (SQLException e) {
            throw unusable(access, e);
        }
    }

    private static StartRefused unusable(Access access, SQLException e) {
        return new StartRefused("the database at " + access.url() + " cannot be used: " + e.getMessage(), e);
    }

    public Db db() {
        return db;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public void close() throws IOException {
        dataSource.close();
        if (embedded != null) {
            embedded.close();
        }
    }

    private static AgroalDataSourceConfigurationSupplier pool(Access access, int size) {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier();
        var pool = configuration
                .connectionPoolConfiguration()
                .initialSize(Math.min(size, LEAST_CONNECTIONS))
                .minSize(Math.min(size, LEAST_CONNECTIONS))
                .maxSize(size)
                .acquisitionTimeout(Duration.ofSeconds(5))
                .connectionValidator(ConnectionValidator.defaultValidatorWithTimeout(5))
                .idleValidationTimeout(Duration.ofSeconds(30))
                .exceptionSorter(new FailoverExceptionSorter());
        var factory = pool.connectionFactoryConfiguration()
                .connectionProviderClass(Driver.class)
                .jdbcUrl(access.url())
                .jdbcTransactionIsolation(TransactionIsolation.READ_COMMITTED)
                .trackJdbcResources(false)
                .principal(new NamePrincipal(access.username()))
                .credential(new SimplePassword(access.password()));
        access.properties().forEach(factory::jdbcProperty);
        access.timeouts().forEach(factory::jdbcProperty);
        return configuration;
    }

    /** A connection whose server went away or became a standby is thrown away. */
    private static final class FailoverExceptionSorter extends PostgreSQLExceptionSorter {
        @Override
        public boolean isFatal(SQLException e) {
            return "25006".equals(e.getSQLState()) || super.isFatal(e);
        }
    }
}
