package io.berth.access;

import io.berth.db.Db;
import io.berth.db.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table account. */
final class AccountStore {
    /** The account that the first start makes. */
    static final long FIRST_ADMIN = 1;

    private static final String FILTERED = """
              FROM account a
              JOIN (SELECT ?::text AS name, ?::text AS name_part, ?::text AS email, ?::text AS email_part) asked ON true
             WHERE a.deleted_at IS NULL
               AND a.id > 1
               AND (asked.name IS NULL OR a.name = asked.name)
               AND (asked.name_part IS NULL OR position(lower(asked.name_part) IN lower(a.name)) > 0)
               AND (asked.email IS NULL OR a.email = asked.email)
               AND (asked.email_part IS NULL OR position(lower(asked.email_part) IN lower(a.email)) > 0)
            """;

    private static final String COLUMNS = """
            SELECT a.id, a.name, a.email, a.real_name, a.comment, a.admin, a.created_at, a.updated_at
            """;

    private final Db db;

    AccountStore(Db db) {
        this.db = db;
    }

    /** Adds an account; a unique violation tells that the name or the email is taken. */
    long add(NewAccount account, @Nullable String email, String passwordHash) {
        return db.query(
                        """
                        INSERT INTO account (name, email, real_name, comment, password_hash)
                        VALUES (?, ?, ?, ?, ?)
                        RETURNING id
                        """,
                        row -> row.getLong(1),
                        account.name(),
                        email,
                        account.realName(),
                        account.comment(),
                        passwordHash)
                .getFirst();
    }

    /** Adds the first administrator; false if there is one. */
    static boolean addFirstAdmin(Sql sql, String passwordHash) {
        return sql.update("""
                        INSERT INTO account (id, name, real_name, comment, password_hash, admin)
                        VALUES (1, 'admin', 'system admin', 'admin user', ?, true)
                        ON CONFLICT DO NOTHING
                        """, passwordHash) == 1;
    }

    boolean hasFirstAdmin() {
        return db.first("SELECT 1 FROM account WHERE id = 1", row -> row.getInt(1))
                .isPresent();
    }

    Optional<Account> find(long id) {
        return db.first(COLUMNS + """
                          FROM account a
                         WHERE a.id = ? AND a.deleted_at IS NULL
                        """, AccountStore::account, id);
    }

    /** All but the first administrator, whom Harbor does not list. */
    List<Account> list(AccountFilter filter, @Nullable Long limit, long offset) {
        return db.query(
                COLUMNS + FILTERED + """
                         ORDER BY a.name, a.id
                         LIMIT ?::bigint OFFSET ?
                        """,
                AccountStore::account,
                filter.name(),
                filter.namePart(),
                filter.email(),
                filter.emailPart(),
                limit,
                offset);
    }

    long count(AccountFilter filter) {
        return db.query(
                        "SELECT count(*) " + FILTERED,
                        row -> row.getLong(1),
                        filter.name(),
                        filter.namePart(),
                        filter.email(),
                        filter.emailPart())
                .getFirst();
    }

    Optional<String> passwordHash(long id) {
        return db.first(
                "SELECT coalesce(password_hash, '') FROM account WHERE id = ? AND deleted_at IS NULL",
                row -> row.getString(1),
                id);
    }

    boolean update(long id, String email, String realName, String comment) {
        return db.update("""
                        UPDATE account
                           SET email = ?, real_name = ?, comment = ?, updated_at = clock_timestamp()
                         WHERE id = ? AND deleted_at IS NULL
                        """, email, realName, comment, id) == 1;
    }

    /** Sets a password; the account's name, or empty if there is no such account. */
    static Optional<String> setPassword(Sql sql, long id, String passwordHash) {
        return sql.first("""
                UPDATE account
                   SET password_hash = ?, updated_at = clock_timestamp()
                 WHERE id = ? AND deleted_at IS NULL
                RETURNING name
                """, row -> row.getString(1), passwordHash, id);
    }

    /** Sets whether an account administers the system; its name, or empty if there is no such account. */
    static Optional<String> setAdmin(Sql sql, long id, boolean admin) {
        return sql.first("""
                UPDATE account
                   SET admin = ?, updated_at = clock_timestamp()
                 WHERE id = ? AND deleted_at IS NULL
                RETURNING name
                """, row -> row.getString(1), admin, id);
    }

    /** Deletes an account and its memberships; its name, or empty if there is no such account. */
    static Optional<String> delete(Sql sql, long id) {
        sql.update("DELETE FROM member WHERE account_id = ?", id);
        return sql.first("""
                UPDATE account
                   SET deleted_at = clock_timestamp(), password_hash = NULL, admin = false
                 WHERE id = ? AND deleted_at IS NULL
                RETURNING name
                """, row -> row.getString(1), id);
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getBoolean(6),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                row.getObject(8, OffsetDateTime.class).toInstant());
    }
}
