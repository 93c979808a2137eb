package io.berth.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a store may ask of the database, inside a transaction or outside of one. Parameters are {@code ?} in order. */
public interface Sql {

    /** All rows, in order; unmodifiable. */
    <T> List<T> query(String sql, Row<T> row, @Nullable Object... args);

    /** The first row, if any. */
    default <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... args) {
        List<T> rows = query(sql, row, args);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /** How many rows were changed. */
    int update(String sql, @Nullable Object... args);

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T map(ResultSet row) throws SQLException;
    }
}
