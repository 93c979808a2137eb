package io.berth.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DbTest {
    private static Database database;
    private static Db db;

    @BeforeAll
    static void open() {
        database = TestDatabase.create();
        db = database.db();
        db.update("CREATE TABLE parent (id bigint PRIMARY KEY)");
        db.update(
                "CREATE TABLE child (id bigint PRIMARY KEY, parent_id bigint CONSTRAINT child_parent REFERENCES parent)");
    }

    @AfterAll
    static void close() throws IOException {
        database.close();
    }

    @BeforeEach
    void empty() {
        db.update("DELETE FROM child");
        db.update("DELETE FROM parent");
    }

    @Test
    void eachTypeOfParameterArrivesAsItIs() {
        Instant instant = Instant.parse("2026-01-02T03:04:05.678901Z");
        UUID uuid = UUID.fromString("7c0b3f6e-9d0f-4c56-8a38-3f9f57b0a001");
        byte[] bytes = "泊位\0".getBytes(StandardCharsets.UTF_8);
        db.query(
                "SELECT ?::text, ?::bigint, ?::int, ?::boolean, ?::bytea, ?::timestamptz, ?::uuid",
                row -> {
                    assertThat(row.getString(1)).isEqualTo("泊位 'x'");
                    assertThat(row.getLong(2)).isEqualTo(1L << 40);
                    assertThat(row.getInt(3)).isEqualTo(7);
                    assertThat(row.getBoolean(4)).isTrue();
                    assertThat(row.getBytes(5)).isEqualTo(bytes);
                    assertThat(row.getObject(6, OffsetDateTime.class).toInstant())
                            .isEqualTo(instant);
                    assertThat(row.getObject(7, UUID.class)).isEqualTo(uuid);
                    return true;
                },
                "泊位 'x'",
                1L << 40,
                7,
                true,
                bytes,
                instant,
                uuid);
    }

    @Test
    void arraysArriveInOrderWithTheirNulls() {
        assertThat(db.query(
                        "SELECT t, n FROM unnest(?, ?) WITH ORDINALITY AS x(t, n, o) ORDER BY o",
                        row -> row.getString(1) + row.getObject(2),
                        new String[] {"a,b", "{\"", null},
                        new Long[] {1L, null, 3L}))
                .containsExactly("a,b1", "{\"null", "null3");
    }

    @Test
    void anEmptyArrayMatchesNothing() {
        assertThat(db.query("SELECT 1 WHERE 'a' = ANY (?)", row -> row.getInt(1), (Object) new String[0]))
                .isEmpty();
    }

    @Test
    void nullIsNullForEveryType() {
        assertThat(db.first(
                        "SELECT num_nulls(?::text, ?::bigint, ?::timestamptz, ?::bytea)",
                        row -> row.getInt(1),
                        null,
                        null,
                        null,
                        null))
                .contains(4);
        db.update("INSERT INTO child VALUES (?, ?)", 1L, null);
        assertThat(db.first("SELECT parent_id FROM child", row -> row.getObject(1) == null))
                .contains(true);
    }

    @Test
    void rowsAreUnmodifiable() {
        List<Integer> rows = db.query("SELECT 1", row -> row.getInt(1));
        assertThatThrownBy(() -> rows.add(2)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void insertReturningIsAQuery() {
        assertThat(db.query("INSERT INTO parent VALUES (?) RETURNING id", row -> row.getLong(1), 5L))
                .containsExactly(5L);
        assertThat(db.update("DELETE FROM parent WHERE id = ?", 5L)).isEqualTo(1);
    }

    @Test
    void aTransactionIsAllOrNothing() {
        assertThatThrownBy(() -> db.inTransaction(sql -> {
                    sql.update("INSERT INTO parent VALUES (1)");
                    throw new IllegalStateException("changed my mind");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(count()).isZero();
        db.inTransaction(sql -> sql.update("INSERT INTO parent VALUES (1)"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aTransactionIsReadCommitted() {
        String level = db.inTransaction(sql ->
                sql.first("SHOW transaction_isolation", row -> row.getString(1)).orElseThrow());
        assertThat(level).isEqualTo("read committed");
    }

    @Test
    void workThatMeetsARowCollectedBesideItIsRepeated() {
        AtomicInteger attempts = new AtomicInteger();
        db.inTransaction(sql -> {
            if (attempts.incrementAndGet() == 3) {
                db.update("INSERT INTO parent VALUES (1)");
            }
            return sql.update("INSERT INTO child VALUES (1, 1)");
        });
        assertThat(attempts).hasValue(3);
        assertThat(db.query("SELECT id FROM child", row -> row.getLong(1))).containsExactly(1L);
    }

    @Test
    void aReferenceThatStaysUnknownIsReportedInTheEnd() {
        assertThatThrownBy(() -> db.retrying(() -> db.update("INSERT INTO child VALUES (1, 1)")))
                .isInstanceOfSatisfying(DbException.class, e -> {
                    assertThat(e.isForeignKeyViolation()).isTrue();
                    assertThat(e.constraint()).isEqualTo("child_parent");
                });
    }

    @Test
    void aDuplicateIsReportedAtOnce() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> db.inTransaction(sql -> {
                    attempts.incrementAndGet();
                    return sql.update("INSERT INTO parent VALUES (1), (1)");
                }))
                .isInstanceOfSatisfying(DbException.class, e -> {
                    assertThat(e.isUniqueViolation()).isTrue();
                    assertThat(e.constraint()).isEqualTo("parent_pkey");
                    assertThat(e.isUnavailable()).isFalse();
                });
        assertThat(attempts).hasValue(1);
    }

    @Test
    void theLoserOfADeadlockIsRepeatedAndBothPass() throws Exception {
        db.update("INSERT INTO parent VALUES (1), (2)");
        CountDownLatch bothHoldOne = new CountDownLatch(2);
        Thread other = Thread.ofVirtual().start(() -> lockBoth(1, 2, bothHoldOne));
        lockBoth(2, 1, bothHoldOne);
        other.join();
        assertThat(db.query("SELECT id FROM parent ORDER BY id", row -> row.getLong(1)))
                .containsExactly(201L, 202L);
    }

    private static void lockBoth(long first, long second, CountDownLatch bothHoldOne) {
        db.inTransaction(sql -> {
            add(sql, first);
            bothHoldOne.countDown();
            try {
                bothHoldOne.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return add(sql, second);
        });
    }

    private static int add(Sql sql, long id) {
        return sql.update("UPDATE parent SET id = id + 100 WHERE id % 100 = ?", id);
    }

    @Test
    void aConnectionThatIsCutIsReportedAndReplaced() {
        assertThatThrownBy(() -> db.query("SELECT pg_terminate_backend(pg_backend_pid())", row -> row.getBoolean(1)))
                .isInstanceOfSatisfying(DbException.class, e -> {
                    assertThat(e.isUnavailable()).isTrue();
                    assertThat(e.isWorthRepeating()).isFalse();
                });
        assertThat(count()).isZero();
    }

    @Test
    void statementsAreCounted() {
        long before = db.statements();
        db.inTransaction(sql -> {
            sql.query("SELECT 1", ResultSet::getRow);
            return sql.update("DELETE FROM child");
        });
        assertThat(db.statements() - before).isEqualTo(2);
    }

    private static long count() {
        return db.first("SELECT count(*) FROM parent", row -> row.getLong(1)).orElseThrow();
    }
}
