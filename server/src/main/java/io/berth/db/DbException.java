package io.berth.db;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** What PostgreSQL refused, by its SQLSTATE; the message is for the log, never for a client. */
public final class DbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;
    private final @Nullable String constraint;

    DbException(String sqlState, @Nullable String constraint, String message, @Nullable Throwable cause) {
        super(sqlState + " " + message, cause);
        this.sqlState = sqlState;
        this.constraint = constraint;
    }

    /** Reads what PostgreSQL said. */
    public static DbException of(SQLException e) {
        String constraint = e instanceof PSQLException p && p.getServerErrorMessage() != null
                ? p.getServerErrorMessage().getConstraint()
                : null;
        String state = e.getSQLState();
        return new DbException(state == null ? "" : state, constraint, String.valueOf(e.getMessage()), e);
    }

    public String sqlState() {
        return sqlState;
    }

    /** The violated constraint's name, where PostgreSQL named one. */
    public @Nullable String constraint() {
        return constraint;
    }

    public boolean isForeignKeyViolation() {
        return sqlState.equals("23503");
    }

    public boolean isUniqueViolation() {
        return sqlState.equals("23505");
    }

    /** Whether the same transaction may well pass when it is tried again: a row collected beside it, or a deadlock. */
    public boolean isWorthRepeating() {
        return sqlState.equals("23503") || sqlState.equals("40P01") || sqlState.equals("40001");
    }

    /** Whether the database could not be asked at all (connection lost, shutting down, read-only, pool exhausted). */
    public boolean isUnavailable() {
        return sqlState.isEmpty()
                || sqlState.startsWith("08")
                || sqlState.startsWith("57P")
                || sqlState.equals("25006")
                || sqlState.equals("53300");
    }
}
