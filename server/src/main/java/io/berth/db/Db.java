package io.berth.db;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * SQL as plain text against PostgreSQL. A call outside a transaction is a transaction of its own; {@link #inTransaction}
 * repeats its work when PostgreSQL says that it met a row collected beside it (23503) or a deadlock (40P01).
 * Parameters: String, numbers, boolean, byte[], {@link Instant}, String[] and Long[] for arrays, null.
 */
public final class Db implements Sql {
    private static final int ATTEMPTS = 8;

    private final DataSource dataSource;
    private final Jdbi jdbi;
    private final LongAdder statements = new LongAdder();

    public Db(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbi = Jdbi.create(dataSource);
    }

    /** Plain JDBC, for a store whose statement is too hot for anything more. */
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public <T> List<T> query(String sql, Row<T> row, @Nullable Object... args) {
        return guarded(() -> jdbi.withHandle(handle -> queryOn(handle, sql, row, args)));
    }

    @Override
    public int update(String sql, @Nullable Object... args) {
        return guarded(() -> jdbi.withHandle(handle -> updateOn(handle, sql, args)));
    }

    /**
     * Runs {@code work} in one READ COMMITTED transaction; it must be safe to repeat.
     *
     * @throws DbException what PostgreSQL refused, after the last attempt
     */
    public <T extends @Nullable Object> T inTransaction(Function<Sql, T> work) {
        return retrying(() -> jdbi.inTransaction(handle -> work.apply(new Transaction(handle))));
    }

    /** Runs {@code work}, usually one data-changing statement, again under the same rule as {@link #inTransaction}. */
    public <T extends @Nullable Object> T retrying(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return guarded(work);
            } catch (DbException e) {
                if (!e.isWorthRepeating() || attempt == ATTEMPTS) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    /** How many statements were sent since the start; tests count with it. */
    public long statements() {
        return statements.sum();
    }

    private static void pause(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(1, 4L << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DbException("57014", null, "interrupted", e);
        }
    }

    private <T> List<T> queryOn(Handle handle, String sql, Row<T> row, @Nullable Object... args) {
        statements.increment();
        try (var query = handle.createQuery(sql)) {
            bind(query, args);
            return List.copyOf(query.map((rs, ctx) -> row.map(rs)).list());
        }
    }

    private int updateOn(Handle handle, String sql, @Nullable Object... args) {
        statements.increment();
        try (var update = handle.createUpdate(sql)) {
            bind(update, args);
            return update.execute();
        }
    }

    private static void bind(SqlStatement<?> statement, @Nullable Object... args) {
        for (int i = 0; i < args.length; i++) {
            Object arg = args[i];
            switch (arg) {
                case null -> statement.bindNull(i, java.sql.Types.NULL);
                case Instant instant -> statement.bind(i, OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
                case String[] texts -> statement.bind(i, array("text", texts));
                case Long[] numbers -> statement.bind(i, array("bigint", numbers));
                default -> statement.bind(i, arg);
            }
        }
    }

    private static org.jdbi.v3.core.argument.Argument array(String type, Object[] values) {
        return (position, statement, ctx) ->
                statement.setArray(position, statement.getConnection().createArrayOf(type, values));
    }

    private static <T extends @Nullable Object> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw DbException.of(sql);
            }
            throw e;
        }
    }

    private final class Transaction implements Sql {
        private final Handle handle;

        Transaction(Handle handle) {
            this.handle = handle;
        }

        @Override
        public <T> List<T> query(String sql, Row<T> row, @Nullable Object... args) {
            return guarded(() -> queryOn(handle, sql, row, args));
        }

        @Override
        public int update(String sql, @Nullable Object... args) {
            return guarded(() -> updateOn(handle, sql, args));
        }
    }
}
