package io.berth.content;

import io.berth.db.Db;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of uploads: {@code upload}, {@code upload_part}, and the transaction that makes an upload a blob. */
final class UploadStore {
    private final Db db;
    private final UUID owner;

    UploadStore(Db db, UUID owner) {
        this.db = db;
        this.owner = owner;
    }

    /** Where an upload stands. */
    record State(long position, Optional<Digest> closed) {}

    /** A part as it was acknowledged. */
    record PartRow(int number, UUID owner, long start, long length, byte @Nullable [] hashState) {
        long end() {
            return start + length;
        }
    }

    /**
     * The right to write, until somebody else claims it.
     *
     * @param interrupted whether a PATCH was under way that was never acknowledged
     */
    record Claim(int epoch, long position, boolean interrupted) {}

    /** The key an object may be written to, or the key of the blob that is there already. */
    record Reserved(String key, boolean present) {}

    /** A claim with what {@link #reserve} would have found. */
    record ClosingClaim(Claim claim, Reserved reserved) {}

    /** What a commit found: whether the claim still held, and whether the key was still the writer's. */
    record Commit(boolean claimHeld, boolean keyHeld, boolean won) {}

    /**
     * Opens an upload in a repository, which is made if only its project exists; false if that does not, or if the account has
     * {@code limit} uploads open.
     */
    boolean begin(UUID id, RepositoryName repository, String account, int limit) {
        return db.retrying(() -> db.update(
                        """
                        WITH known AS (
                             SELECT id FROM repository WHERE name = ?),
                             made AS (
                             INSERT INTO repository (project_id, name)
                             SELECT id, ? FROM project WHERE name = ? AND NOT EXISTS (SELECT 1 FROM known)
                                 ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name
                             RETURNING id)
                        INSERT INTO upload (id, repository_id, account)
                        SELECT ?, id, ? FROM (SELECT id FROM known UNION ALL SELECT id FROM made) AS target
                         WHERE (SELECT count(*) FROM (
                                SELECT 1 FROM upload WHERE account = ? AND closed_digest IS NULL LIMIT ?) AS few) < ?
                        """,
                        repository.value(),
                        repository.value(),
                        repository.project(),
                        id,
                        account,
                        account,
                        limit,
                        limit))
                > 0;
    }

    /** How many uploads the account has open, counted up to {@code limit}. */
    int open(String account, int limit) {
        return db.first("""
                        SELECT count(*) FROM (
                               SELECT 1 FROM upload WHERE account = ? AND closed_digest IS NULL LIMIT ?) AS few
                        """, row -> row.getInt(1), account, limit).orElseThrow();
    }

    Optional<State> state(UUID id, RepositoryName repository) {
        return db.first(
                """
                SELECT u.position, u.closed_digest
                  FROM upload u
                  JOIN repository r ON r.id = u.repository_id
                 WHERE u.id = ?
                   AND r.name = ?
                """,
                row -> new State(
                        row.getLong(1), Optional.ofNullable(row.getString(2)).flatMap(Digest::parse)),
                id,
                repository.value());
    }

    /**
     * Claims the next epoch for a writer that starts at {@code start}: at the end of the upload, or where a PATCH began that
     * was never acknowledged. {@code start} below zero appends wherever the upload ends.
     */
    Optional<Claim> claim(UUID id, RepositoryName repository, long start) {
        return db.first(
                """
                WITH was AS (
                     SELECT u.id, u.position, u.patch_start, u.patch_open
                       FROM upload u
                       JOIN repository r ON r.id = u.repository_id
                      WHERE u.id = ?
                        AND r.name = ?
                        AND u.closed_digest IS NULL
                        FOR UPDATE OF u),
                     wanted AS (SELECT ?::bigint AS start)
                UPDATE upload u
                   SET epoch = u.epoch + 1,
                       patch_start = CASE WHEN wanted.start = was.patch_start AND was.patch_open
                                          THEN was.patch_start ELSE was.position END,
                       patch_open = true,
                       touched_at = clock_timestamp()
                  FROM was, wanted
                 WHERE u.id = was.id
                   AND (wanted.start < 0 OR wanted.start = was.position
                        OR was.patch_open AND wanted.start = was.patch_start)
                RETURNING u.epoch, was.position, was.patch_open
                """, row -> new Claim(row.getInt(1), row.getLong(2), row.getBoolean(3)), id, repository.value(), start);
    }

    /**
     * As {@link #claim}, for the request that closes the upload with {@code digest}: in the same statement it finds the blob or
     * reserves a key for it.
     */
    Optional<ClosingClaim> claimClosing(
            UUID id, RepositoryName repository, long start, Digest digest, String layoutKey, String otherKey) {
        return db.first(
                """
                WITH was AS (
                     SELECT u.id, u.position, u.patch_start, u.patch_open
                       FROM upload u
                       JOIN repository r ON r.id = u.repository_id
                      WHERE u.id = ?
                        AND r.name = ?
                        AND u.closed_digest IS NULL
                        FOR UPDATE OF u),
                     wanted AS (SELECT ?::bigint AS start),
                     claimed AS (
                     UPDATE upload u
                        SET epoch = u.epoch + 1,
                            patch_start = CASE WHEN wanted.start = was.patch_start AND was.patch_open
                                               THEN was.patch_start ELSE was.position END,
                            patch_open = true,
                            touched_at = clock_timestamp()
                       FROM was, wanted
                      WHERE u.id = was.id
                        AND (wanted.start < 0 OR wanted.start = was.position
                             OR was.patch_open AND wanted.start = was.patch_start)
                     RETURNING u.epoch, was.position, was.patch_open),
                     present AS (
                     SELECT object_key FROM blob WHERE digest = ?),
                     layout AS (
                     INSERT INTO object (object_key, state, owner)
                     SELECT ?, 'writing', ? FROM claimed WHERE NOT EXISTS (SELECT 1 FROM present)
                         ON CONFLICT (object_key) DO NOTHING
                     RETURNING object_key),
                     other AS (
                     INSERT INTO object (object_key, state, owner)
                     SELECT ?, 'writing', ? FROM claimed
                      WHERE NOT EXISTS (SELECT 1 FROM present) AND NOT EXISTS (SELECT 1 FROM layout)
                     RETURNING object_key)
                SELECT claimed.epoch, claimed.position, claimed.patch_open,
                       COALESCE(present.object_key, layout.object_key, other.object_key),
                       present.object_key IS NOT NULL
                  FROM claimed
                  LEFT JOIN present ON true
                  LEFT JOIN layout ON true
                  LEFT JOIN other ON true
                """,
                row -> new ClosingClaim(
                        new Claim(row.getInt(1), row.getLong(2), row.getBoolean(3)),
                        new Reserved(row.getString(4), row.getBoolean(5))),
                id,
                repository.value(),
                start,
                digest.toString(),
                layoutKey,
                owner,
                otherKey,
                owner);
    }

    /** The acknowledged parts, in the order of their bytes. */
    List<PartRow> parts(UUID id) {
        return db.query("""
                SELECT number, owner, start, length, hash_state
                  FROM upload_part
                 WHERE upload_id = ?
                   AND length > 0
                 ORDER BY start
                """, UploadStore::part, id);
    }

    /**
     * Records how far the writer of this epoch came.
     *
     * @param open whether its PATCH goes on, so that a retry from its start may still claim it
     * @return false if the claim is no longer this writer's
     */
    boolean advance(UUID id, int epoch, PartRow part, boolean open) {
        return db.update(
                        """
                        WITH mine AS (
                             UPDATE upload
                                SET position = ?, patch_open = ?, touched_at = clock_timestamp()
                              WHERE id = ? AND epoch = ? AND closed_digest IS NULL
                             RETURNING id)
                        INSERT INTO upload_part (upload_id, number, owner, start, length, hash_state)
                        SELECT id, ?, ?, ?, ?, ? FROM mine
                            ON CONFLICT (upload_id, number)
                               DO UPDATE SET length = EXCLUDED.length, hash_state = EXCLUDED.hash_state
                        """,
                        part.end(),
                        open,
                        id,
                        epoch,
                        part.number(),
                        part.owner(),
                        part.start(),
                        part.length(),
                        part.hashState())
                > 0;
    }

    /** Ends a PATCH that brought nothing. */
    boolean release(UUID id, int epoch) {
        return db.update("UPDATE upload SET patch_open = false WHERE id = ? AND epoch = ?", id, epoch) > 0;
    }

    /** Forgets an upload; false if there is none. */
    boolean remove(UUID id, RepositoryName repository) {
        return db.update("""
                        DELETE FROM upload u
                         USING repository r
                         WHERE r.id = u.repository_id
                           AND u.id = ?
                           AND r.name = ?
                        """, id, repository.value()) > 0;
    }

    /** Forgets an upload whose claim is still the writer's; false if it is not. */
    boolean removeHeld(UUID id, int epoch) {
        return db.update("DELETE FROM upload WHERE id = ? AND epoch = ? AND closed_digest IS NULL", id, epoch) > 0;
    }

    /** Finds the blob, or reserves a key that was never used before for writing its object. */
    Reserved reserve(Digest digest, String layoutKey, String otherKey) {
        return db.first(
                        """
                        WITH present AS (
                             SELECT object_key FROM blob WHERE digest = ?),
                             layout AS (
                             INSERT INTO object (object_key, state, owner)
                             SELECT ?, 'writing', ? WHERE NOT EXISTS (SELECT 1 FROM present)
                                 ON CONFLICT (object_key) DO NOTHING
                             RETURNING object_key),
                             other AS (
                             INSERT INTO object (object_key, state, owner)
                             SELECT ?, 'writing', ?
                              WHERE NOT EXISTS (SELECT 1 FROM present) AND NOT EXISTS (SELECT 1 FROM layout)
                             RETURNING object_key)
                        SELECT object_key, true FROM present
                         UNION ALL SELECT object_key, false FROM layout
                         UNION ALL SELECT object_key, false FROM other
                        """,
                        row -> new Reserved(row.getString(1), row.getBoolean(2)),
                        digest.toString(),
                        layoutKey,
                        owner,
                        otherKey,
                        owner)
                .orElseThrow();
    }

    /** Marks a reserved key as used before, by something that is not Berth's to delete. */
    void tombstone(String key) {
        db.update("""
                UPDATE object
                   SET state = 'gone', owner = NULL, changed_at = clock_timestamp()
                 WHERE object_key = ?
                   AND state = 'writing'
                   AND owner = ?
                """, key, owner);
    }

    /** Gives back a key that was reserved and never written to. */
    void unreserve(String key) {
        db.update("DELETE FROM object WHERE object_key = ? AND state = 'writing' AND owner = ?", key, owner);
    }

    /**
     * Makes the written object a blob, leased to the upload's repository, and closes the upload; all of it or, if the claim or
     * the key was lost, nothing. Who comes second with a digest has its object condemned.
     */
    Commit commit(UUID id, int epoch, Digest digest, String key, long size, Duration lease, Duration grace) {
        return db.retrying(() -> db.first(
                        """
                        WITH claim AS (
                             SELECT id, repository_id FROM upload
                              WHERE id = ? AND epoch = ? AND closed_digest IS NULL
                                FOR UPDATE),
                             mine AS (
                             SELECT object_key FROM object
                              WHERE object_key = ? AND state = 'writing' AND owner = ?
                                FOR UPDATE),
                             both_held AS (
                             SELECT claim.id, claim.repository_id, mine.object_key FROM claim, mine),
                             closed AS (
                             UPDATE upload u
                                SET closed_digest = ?, position = ?, patch_open = false, touched_at = clock_timestamp()
                               FROM both_held WHERE u.id = both_held.id),
                             won AS (
                             INSERT INTO blob (digest, object_key, size)
                             SELECT ?, object_key, ? FROM both_held
                                 ON CONFLICT (digest) DO NOTHING
                             RETURNING object_key),
                             settled AS (
                             UPDATE object o
                                SET state = CASE WHEN EXISTS (SELECT 1 FROM won) THEN 'live' ELSE 'condemned' END,
                                    not_before = clock_timestamp() + make_interval(secs => ?),
                                    reason = CASE WHEN EXISTS (SELECT 1 FROM won) THEN NULL ELSE 'duplicate' END,
                                    size = ?,
                                    changed_at = clock_timestamp()
                               FROM both_held WHERE o.object_key = both_held.object_key),
                             leased AS (
                             INSERT INTO blob_lease (repository_id, digest, expires_at)
                             SELECT repository_id, ?, clock_timestamp() + make_interval(secs => ?) FROM both_held
                                 ON CONFLICT (repository_id, digest)
                                    DO UPDATE SET expires_at = GREATEST(blob_lease.expires_at, EXCLUDED.expires_at))
                        SELECT EXISTS (SELECT 1 FROM claim), EXISTS (SELECT 1 FROM mine), EXISTS (SELECT 1 FROM won)
                        """,
                        row -> new Commit(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3)),
                        id,
                        epoch,
                        key,
                        owner,
                        digest.toString(),
                        size,
                        digest.toString(),
                        size,
                        BlobStore.seconds(grace),
                        size,
                        digest.toString(),
                        BlobStore.seconds(lease))
                .orElseThrow());
    }

    /**
     * Closes an upload whose blob was there already and leases that to the repository.
     *
     * @throws io.berth.db.DbException a foreign key violation if the blob was collected meanwhile
     */
    boolean commitPresent(UUID id, int epoch, Digest digest, long size, Duration lease) {
        return db.first("""
                        WITH claim AS (
                             SELECT id, repository_id FROM upload
                              WHERE id = ? AND epoch = ? AND closed_digest IS NULL
                                FOR UPDATE),
                             closed AS (
                             UPDATE upload u
                                SET closed_digest = ?, position = ?, patch_open = false, touched_at = clock_timestamp()
                               FROM claim WHERE u.id = claim.id),
                             leased AS (
                             INSERT INTO blob_lease (repository_id, digest, expires_at)
                             SELECT repository_id, ?, clock_timestamp() + make_interval(secs => ?) FROM claim
                                 ON CONFLICT (repository_id, digest)
                                    DO UPDATE SET expires_at = GREATEST(blob_lease.expires_at, EXCLUDED.expires_at))
                        SELECT 1 FROM claim
                        """, row -> 1, id, epoch, digest.toString(), size, digest.toString(), BlobStore.seconds(lease))
                .isPresent();
    }

    UUID owner() {
        return owner;
    }

    private static PartRow part(ResultSet row) throws SQLException {
        return new PartRow(
                row.getInt(1), row.getObject(2, UUID.class), row.getLong(3), row.getLong(4), row.getBytes(5));
    }
}
