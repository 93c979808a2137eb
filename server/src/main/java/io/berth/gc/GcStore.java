package io.berth.gc;

import io.berth.db.Db;
import io.berth.db.Sql;
import io.berth.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL on {@code gc_run}, {@code gc_receipt} and {@code gc_full_scan}. */
final class GcStore {
    private final Db db;

    GcStore(Db db) {
        this.db = db;
    }

    long open(RunRequest request, UUID owner) {
        return db.first(
                        """
                        INSERT INTO gc_run (trigger, dry_run, delete_untagged, workers, status, owner)
                        VALUES (?, ?, ?, ?, 'Running', ?)
                        RETURNING id
                        """,
                        row -> row.getLong(1),
                        request.trigger().column(),
                        request.dryRun(),
                        request.deleteUntagged(),
                        request.workers(),
                        owner)
                .orElseThrow();
    }

    /** Writes down what the run did since the last time; false if it shall stop, or counts as dead. */
    boolean progress(long run, Tally done, List<Receipt.Entry> receipts, String log) {
        return db.inTransaction(tx -> {
            if (!receipts.isEmpty()) {
                write(tx, run, receipts);
            }
            return tx.first(
                            """
                            UPDATE gc_run
                               SET touched_at = clock_timestamp(),
                                   untagged = untagged + ?,
                                   artifacts = artifacts + ?,
                                   condemned = condemned + ?,
                                   condemned_bytes = condemned_bytes + ?,
                                   swept = swept + ?,
                                   swept_bytes = swept_bytes + ?,
                                   abandoned = abandoned + ?,
                                   uploads = uploads + ?,
                                   log = log || ?
                             WHERE id = ?
                            RETURNING status = 'Running' AND NOT stop_asked
                            """,
                            row -> row.getBoolean(1),
                            done.untagged(),
                            done.artifacts(),
                            done.condemned(),
                            done.condemnedBytes(),
                            done.swept(),
                            done.sweptBytes(),
                            done.abandoned(),
                            done.uploads(),
                            log,
                            run)
                    .orElse(false);
        });
    }

    private static void write(Sql tx, long run, List<Receipt.Entry> receipts) {
        tx.update(
                """
                INSERT INTO gc_receipt (run_id, step, digest, object_key, bytes, reason)
                SELECT ?, r.step, r.digest, r.object_key, r.bytes, r.reason
                  FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[])
                       AS r (step, digest, object_key, bytes, reason)
                """,
                run,
                receipts.stream().map(receipt -> receipt.step().word()).toArray(String[]::new),
                receipts.stream()
                        .map(receipt -> receipt.digest() == null
                                ? null
                                : receipt.digest().toString())
                        .toArray(String[]::new),
                receipts.stream().map(Receipt.Entry::objectKey).toArray(String[]::new),
                receipts.stream().map(Receipt.Entry::bytes).toArray(Long[]::new),
                receipts.stream().map(Receipt.Entry::reason).toArray(String[]::new));
    }

    void end(long run, RunStatus status) {
        db.update("""
                UPDATE gc_run SET status = ?, touched_at = clock_timestamp() WHERE id = ? AND status = 'Running'
                """, status.word(), run);
    }

    /** Ends the runs of replicas that are no longer there. */
    void endDead(Duration deadAfter, String log) {
        db.update("""
                UPDATE gc_run g
                   SET status = 'Error', touched_at = clock_timestamp(), log = log || ?
                 WHERE g.status = 'Running'
                   AND NOT EXISTS (SELECT 1
                                     FROM replica r
                                    WHERE r.id = g.owner
                                      AND r.seen_at > clock_timestamp() - make_interval(secs => ?))
                """, log, deadAfter.toSeconds());
    }

    /** Asks a run to stop; false if there is none. */
    boolean stop(long run) {
        return db.update("UPDATE gc_run SET stop_asked = true WHERE id = ?", run) > 0;
    }

    Optional<Run> find(long run) {
        return db.first("""
                SELECT id, trigger, dry_run, delete_untagged, workers, status, started_at, touched_at, untagged, artifacts,
                       condemned, condemned_bytes, swept, swept_bytes, abandoned, uploads
                  FROM gc_run
                 WHERE id = ?
                """, GcStore::run, run);
    }

    /** Runs, newest first. */
    List<Run> list(boolean automaticToo, long offset, @Nullable Long limit) {
        return db.query("""
                SELECT id, trigger, dry_run, delete_untagged, workers, status, started_at, touched_at, untagged, artifacts,
                       condemned, condemned_bytes, swept, swept_bytes, abandoned, uploads
                  FROM gc_run
                 WHERE ? OR trigger <> 'automatic'
                 ORDER BY id DESC
                OFFSET ?
                 LIMIT ?::bigint
                """, GcStore::run, automaticToo, offset, limit);
    }

    long count(boolean automaticToo) {
        return db.first(
                        "SELECT count(*) FROM gc_run WHERE ? OR trigger <> 'automatic'",
                        row -> row.getLong(1),
                        automaticToo)
                .orElseThrow();
    }

    Optional<String> log(long run) {
        return db.first("SELECT log FROM gc_run WHERE id = ?", row -> row.getString(1), run);
    }

    /** Receipts of a run after the receipt {@code after}, in the order in which they were written. */
    List<Receipt> receipts(long run, long after, int limit) {
        return db.query("""
                SELECT id, step, digest, object_key, bytes, reason, at
                  FROM gc_receipt
                 WHERE run_id = ?
                   AND id > ?
                 ORDER BY id
                 LIMIT ?
                """, GcStore::receipt, run, after, limit);
    }

    /** Removes some of what is older than {@code age}; answers how many rows. */
    int forget(Duration age, int limit) {
        return db.update("""
                        WITH old AS (
                             SELECT id FROM gc_receipt
                              WHERE at < (SELECT clock_timestamp() - make_interval(secs => ?))
                              LIMIT ? FOR UPDATE SKIP LOCKED)
                        DELETE FROM gc_receipt r USING old WHERE r.id = old.id
                        """, age.toSeconds(), limit) + db.update("""
                        WITH old AS (
                             SELECT id FROM gc_run g
                              WHERE g.started_at < (SELECT clock_timestamp() - make_interval(secs => ?))
                                AND NOT EXISTS (SELECT 1 FROM gc_receipt r WHERE r.run_id = g.id)
                              LIMIT ? FOR UPDATE SKIP LOCKED)
                        DELETE FROM gc_run g USING old WHERE g.id = old.id
                        """, age.toSeconds(), limit);
    }

    /** Takes the turn for a full scan; false if one was begun less than {@code every} ago, here or at another replica. */
    boolean claimFullScan(Duration every) {
        return db.first("""
                        INSERT INTO gc_full_scan (id, started_at) VALUES (1, clock_timestamp())
                            ON CONFLICT (id) DO UPDATE SET started_at = EXCLUDED.started_at
                         WHERE gc_full_scan.started_at < clock_timestamp() - make_interval(secs => ?)
                        RETURNING 1
                        """, row -> 1, every.toSeconds()).isPresent();
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                row.getLong(1),
                Trigger.of(row.getString(2)),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getInt(5),
                RunStatus.of(row.getString(6)),
                instant(row, 7),
                instant(row, 8),
                new Tally(
                        row.getLong(9),
                        row.getLong(10),
                        row.getLong(11),
                        row.getLong(12),
                        row.getLong(13),
                        row.getLong(14),
                        row.getLong(15),
                        row.getLong(16)));
    }

    private static Receipt receipt(ResultSet row) throws SQLException {
        @Nullable String digest = row.getString(3);
        return new Receipt(
                row.getLong(1),
                Receipt.Step.of(row.getString(2)),
                digest == null ? null : Digest.parse(digest).orElseThrow(),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                instant(row, 7));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
