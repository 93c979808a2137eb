package io.berth.content;

import io.berth.db.Db;
import io.berth.db.Sql;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.storage.Storage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The SQL by which content goes: expiry, collection, sweeping, and the way back. Limits of time stand in a scalar subquery
 * {@code (SELECT clock_timestamp() …)}, which is computed once and so can use an index.
 */
final class CollectionStore {
    private final Db db;

    CollectionStore(Db db) {
        this.db = db;
    }

    /** An artifact that is to be restored (wanted), or one below it. */
    record Relative(long id, boolean wanted, boolean deleted, boolean restorable) {}

    /** Blobs among the candidates: those that this transaction holds now, and those that somebody else holds. */
    record Blobs(List<Digest> held, Set<Digest> busy) {}

    /** One page of the full scan: where it ended, null if there was nothing left, and how many became candidates. */
    record Page(@Nullable String last, long nominated) {}

    /** A condemned object whose time has come. */
    record Due(String key, long size, String reason) {}

    private record RestoredTag(TagName name, boolean isBack) {}

    /**
     * Makes sure that the repository is shown, should it have been deleted as a whole, and holds it so that it is not deleted
     * beside this.
     */
    void showAgain(Sql tx, RepositoryName repository) {
        tx.update(
                "UPDATE repository SET born_at = COALESCE(born_at, clock_timestamp()) WHERE name = ?",
                repository.value());
    }

    /**
     * Takes an artifact, all below it and the accessories that were deleted with it {@code FOR UPDATE}, deleted or not, in the
     * order of their ids.
     */
    List<Relative> holdFamily(Sql tx, RepositoryName repository, Digest digest, Duration undeleteWindow) {
        return tx.query(
                """
                WITH RECURSIVE family AS (
                     SELECT a.id, a.repository_id, a.digest, a.deleted_at
                       FROM artifact a
                       JOIN repository r ON r.id = a.repository_id
                      WHERE r.name = ?
                        AND a.digest = ?
                      UNION
                     SELECT m.id, m.repository_id, m.digest, m.deleted_at
                       FROM family f
                      CROSS JOIN LATERAL (
                            SELECT c.id, c.repository_id, c.digest, c.deleted_at
                              FROM artifact_child ac
                              JOIN artifact c ON c.id = ac.child_id
                             WHERE ac.parent_id = f.id
                             UNION ALL
                            SELECT c.id, c.repository_id, c.digest, c.deleted_at
                              FROM artifact c
                             WHERE c.repository_id = f.repository_id
                               AND c.subject_digest = f.digest
                               AND c.deleted_at = f.deleted_at) m)
                SELECT a.id,
                       a.digest = ?,
                       a.deleted_at IS NOT NULL,
                       COALESCE(a.deleted_at > clock_timestamp() - make_interval(secs => ?), false)
                  FROM artifact a
                 WHERE a.id IN (SELECT id FROM family)
                 ORDER BY a.id
                   FOR UPDATE OF a
                """,
                row -> new Relative(row.getLong(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4)),
                repository.value(),
                digest.toString(),
                digest.toString(),
                BlobStore.seconds(undeleteWindow));
    }

    /** Makes artifacts live again that the transaction holds. */
    void revive(Sql tx, List<Long> artifacts) {
        tx.update("UPDATE artifact SET deleted_at = NULL WHERE id = ANY (?)", (Object) numbers(artifacts));
    }

    /** Points the remembered tags at their artifacts again where the name is free; {@code first} has the first choice. */
    Restored bringTagsBack(Sql tx, long first, List<Long> artifacts) {
        List<RestoredTag> remembered = tx.query(
                """
                WITH remembered AS (
                     DELETE FROM deleted_tag WHERE artifact_id = ANY (?) RETURNING artifact_id, name),
                     back AS (
                     INSERT INTO tag (repository_id, name, artifact_id)
                     SELECT a.repository_id, r.name, r.artifact_id
                       FROM remembered r
                       JOIN artifact a ON a.id = r.artifact_id
                      ORDER BY r.name, r.artifact_id <> ?
                         ON CONFLICT (repository_id, name) DO NOTHING
                     RETURNING name)
                SELECT DISTINCT r.name, EXISTS (SELECT 1 FROM back b WHERE b.name = r.name)
                  FROM remembered r
                 ORDER BY r.name
                """,
                row -> new RestoredTag(TagName.parse(row.getString(1)).orElseThrow(), row.getBoolean(2)),
                numbers(artifacts),
                first);
        return new Restored(
                remembered.stream()
                        .filter(RestoredTag::isBack)
                        .map(RestoredTag::name)
                        .toList(),
                remembered.stream()
                        .filter(tag -> !tag.isBack())
                        .map(RestoredTag::name)
                        .toList());
    }

    /** Takes live artifacts {@code FOR UPDATE} that nothing seems to lead to. */
    List<Long> holdUntagged(Sql tx, Duration leaseTime, int limit) {
        return tx.query("""
                SELECT a.id
                  FROM artifact a
                 WHERE a.deleted_at IS NULL
                   AND a.subject_digest IS NULL
                   AND a.pushed_at < (SELECT clock_timestamp() - make_interval(secs => ?))
                   AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.artifact_id = a.id)
                   AND NOT EXISTS (SELECT 1
                                     FROM artifact_child c
                                     JOIN artifact p ON p.id = c.parent_id
                                    WHERE c.child_id = a.id
                                      AND p.deleted_at IS NULL)
                 ORDER BY a.id
                 LIMIT ?
                   FOR UPDATE OF a SKIP LOCKED
                """, row -> row.getLong(1), BlobStore.seconds(leaseTime), limit);
    }

    /** Marks those of the held artifacts deleted that, seen anew, no tag and no live index leads to. */
    int deleteIfUntagged(Sql tx, List<Long> held) {
        return tx.update("""
                UPDATE artifact a
                   SET deleted_at = clock_timestamp()
                 WHERE a.id = ANY (?)
                   AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.artifact_id = a.id)
                   AND NOT EXISTS (SELECT 1
                                     FROM artifact_child c
                                     JOIN artifact p ON p.id = c.parent_id
                                    WHERE c.child_id = a.id
                                      AND p.deleted_at IS NULL)
                """, (Object) numbers(held));
    }

    long countUntagged(Duration leaseTime) {
        return db.first("""
                        SELECT count(*)
                          FROM artifact a
                         WHERE a.deleted_at IS NULL
                           AND a.subject_digest IS NULL
                           AND a.pushed_at < (SELECT clock_timestamp() - make_interval(secs => ?))
                           AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.artifact_id = a.id)
                           AND NOT EXISTS (SELECT 1
                                             FROM artifact_child c
                                             JOIN artifact p ON p.id = c.parent_id
                                            WHERE c.child_id = a.id
                                              AND p.deleted_at IS NULL)
                        """, row -> row.getLong(1), BlobStore.seconds(leaseTime))
                .orElseThrow();
    }

    /** Takes artifacts {@code FOR UPDATE} whose undelete window has ended and that no index lists any more, deleted or not. */
    List<Long> holdExpired(Sql tx, Duration undeleteWindow, int limit) {
        return tx.query("""
                SELECT a.id
                  FROM artifact a
                 WHERE a.deleted_at < (SELECT clock_timestamp() - make_interval(secs => ?))
                   AND NOT EXISTS (SELECT 1 FROM artifact_child c WHERE c.child_id = a.id)
                 ORDER BY a.deleted_at
                 LIMIT ?
                   FOR UPDATE OF a SKIP LOCKED
                """, row -> row.getLong(1), BlobStore.seconds(undeleteWindow), limit);
    }

    /**
     * Removes artifacts that the transaction holds. A deleted artifact gains no parent, so what was seen of that still holds.
     * Their references go by one statement, so that their digests are named to the collector in one order.
     */
    int remove(Sql tx, List<Long> artifacts) {
        tx.update("DELETE FROM artifact_blob WHERE artifact_id = ANY (?)", (Object) numbers(artifacts));
        return tx.update("DELETE FROM artifact WHERE id = ANY (?)", (Object) numbers(artifacts));
    }

    int expireLeases(int limit) {
        return db.update("""
                WITH old AS (
                     SELECT repository_id, digest
                       FROM blob_lease
                      WHERE expires_at < (SELECT clock_timestamp())
                      ORDER BY expires_at
                      LIMIT ?
                        FOR UPDATE SKIP LOCKED)
                DELETE FROM blob_lease l
                 USING old
                 WHERE l.repository_id = old.repository_id
                   AND l.digest = old.digest
                """, limit);
    }

    /** Takes the candidates {@code FOR UPDATE} that have waited longest. */
    List<Digest> holdCandidates(Sql tx, int limit) {
        return tx.query("""
                SELECT digest FROM gc_candidate ORDER BY since LIMIT ? FOR UPDATE SKIP LOCKED
                """, row -> digest(row.getString(1)), limit);
    }

    /**
     * Takes the blobs of these digests {@code FOR UPDATE}. Whoever is referring to one holds it by its foreign key; those are
     * not waited for. From now on nobody can refer to one that is held.
     */
    Blobs holdBlobs(Sql tx, Collection<Digest> digests) {
        List<Digest> held = tx.query(
                "SELECT digest FROM blob WHERE digest = ANY (?) FOR UPDATE SKIP LOCKED",
                row -> digest(row.getString(1)),
                (Object) texts(digests));
        Set<Digest> busy = new HashSet<>(
                tx.query("SELECT digest FROM blob WHERE digest = ANY (?)", row -> digest(row.getString(1)), (Object)
                        texts(digests)));
        held.forEach(busy::remove);
        return new Blobs(held, busy);
    }

    /**
     * Deletes those of the held blobs that, seen anew, nothing refers to and no lease keeps, and condemns their objects. A
     * lease that has run out keeps a blob too: only its removal, which names the blob again, is the end of it.
     */
    List<Condemned> condemn(Sql tx, List<Digest> held, String reason, Duration grace) {
        if (held.isEmpty()) {
            return List.of();
        }
        List<Condemned> dead = tx.query("""
                DELETE FROM blob b
                 WHERE b.digest = ANY (?)
                   AND NOT EXISTS (SELECT 1 FROM artifact_blob ab WHERE ab.digest = b.digest)
                   AND NOT EXISTS (SELECT 1 FROM blob_lease l WHERE l.digest = b.digest)
                   AND EXISTS (SELECT 1 FROM object o WHERE o.object_key = b.object_key AND o.state = 'live')
                RETURNING digest, object_key, size, ?
                """, CollectionStore::condemned, texts(held), reason);
        int condemned = tx.update(
                """
                UPDATE object o
                   SET state = 'condemned',
                       not_before = clock_timestamp() + make_interval(secs => ?),
                       size = dead.size,
                       reason = ?,
                       changed_at = clock_timestamp()
                  FROM unnest(?::text[], ?::bigint[]) AS dead (key, size)
                 WHERE o.object_key = dead.key
                   AND o.state = 'live'
                """,
                BlobStore.seconds(grace),
                reason,
                dead.stream().map(Condemned::objectKey).toArray(String[]::new),
                dead.stream().map(Condemned::size).toArray(Long[]::new));
        if (condemned != dead.size()) {
            throw new IllegalStateException(condemned + " of " + dead.size() + " objects were alive");
        }
        return dead;
    }

    void dropCandidates(Sql tx, Collection<Digest> digests) {
        tx.update("DELETE FROM gc_candidate WHERE digest = ANY (?)", (Object) texts(digests));
    }

    /** Makes candidates of the unreferenced among the blobs that follow {@code after}. */
    Page nominate(String after, int limit) {
        return db.first("""
                        WITH page AS (
                             SELECT digest FROM blob WHERE digest > ? ORDER BY digest LIMIT ?),
                             named AS (
                             INSERT INTO gc_candidate (digest)
                             SELECT p.digest
                               FROM page p
                              WHERE NOT EXISTS (SELECT 1 FROM artifact_blob ab WHERE ab.digest = p.digest)
                                AND NOT EXISTS (SELECT 1 FROM blob_lease l WHERE l.digest = p.digest)
                              ORDER BY p.digest
                                 ON CONFLICT DO NOTHING
                             RETURNING 1)
                        SELECT (SELECT max(digest) FROM page), (SELECT count(*) FROM named)
                        """, row -> new Page(row.getString(1), row.getLong(2)), after, limit)
                .orElseThrow();
    }

    List<Condemned> preview(Duration undeleteWindow, String reason, int limit) {
        return db.query("""
                SELECT b.digest, b.object_key, b.size, ?
                  FROM blob b
                 WHERE NOT EXISTS (SELECT 1
                                     FROM artifact_blob ab
                                     JOIN artifact a ON a.id = ab.artifact_id
                                    WHERE ab.digest = b.digest
                                      AND (a.deleted_at IS NULL
                                           OR a.deleted_at >= clock_timestamp() - make_interval(secs => ?)))
                   AND NOT EXISTS (SELECT 1
                                     FROM blob_lease l
                                    WHERE l.digest = b.digest
                                      AND l.expires_at >= clock_timestamp())
                 ORDER BY b.digest
                 LIMIT ?
                """, CollectionStore::condemned, reason, BlobStore.seconds(undeleteWindow), limit);
    }

    List<Due> due(int limit) {
        return db.query("""
                SELECT object_key, size, reason
                  FROM object
                 WHERE state = 'condemned'
                   AND not_before < (SELECT clock_timestamp())
                 ORDER BY not_before
                 LIMIT ?
                """, row -> new Due(row.getString(1), row.getLong(2), row.getString(3)), limit);
    }

    /** Forgets deleted objects, but for the keys of the layout, which leave a tombstone; answers those that were still due. */
    Set<String> swept(List<String> layoutKeys, List<String> otherKeys) {
        return Set.copyOf(db.query(
                """
                WITH gone AS (
                     UPDATE object
                        SET state = 'gone', owner = NULL, not_before = NULL, changed_at = clock_timestamp()
                      WHERE object_key = ANY (?)
                        AND state = 'condemned'
                     RETURNING object_key),
                     forgotten AS (
                     DELETE FROM object
                      WHERE object_key = ANY (?)
                        AND state = 'condemned'
                     RETURNING object_key)
                SELECT object_key FROM gone UNION ALL SELECT object_key FROM forgotten
                """, row -> row.getString(1), layoutKeys.toArray(String[]::new), otherKeys.toArray(String[]::new)));
    }

    void putOff(String key, Duration delay) {
        db.update("""
                UPDATE object
                   SET not_before = clock_timestamp() + make_interval(secs => ?)
                 WHERE object_key = ?
                   AND state = 'condemned'
                """, BlobStore.seconds(delay), key);
    }

    int abandon(Duration deadAfter, Duration longestWriting, String reason, Duration grace) {
        return db.update(
                """
                UPDATE object o
                   SET state = 'condemned',
                       not_before = clock_timestamp() + make_interval(secs => ?),
                       reason = ?,
                       changed_at = clock_timestamp()
                 WHERE o.state = 'writing'
                   AND (o.changed_at < clock_timestamp() - make_interval(secs => ?)
                        OR NOT EXISTS (SELECT 1
                                         FROM replica r
                                        WHERE r.id = o.owner
                                          AND r.seen_at > clock_timestamp() - make_interval(secs => ?)))
                """, BlobStore.seconds(grace), reason, BlobStore.seconds(longestWriting), BlobStore.seconds(deadAfter));
    }

    int condemnOrphans(List<Storage.StoredObject> orphans, String reason) {
        return db.update(
                """
                INSERT INTO object (object_key, state, not_before, size, reason)
                SELECT key, 'condemned', clock_timestamp(), size, ?
                  FROM unnest(?::text[], ?::bigint[]) AS o (key, size)
                 ORDER BY key
                    ON CONFLICT (object_key)
                       DO UPDATE SET state = 'condemned', not_before = clock_timestamp(), size = EXCLUDED.size,
                                     reason = EXCLUDED.reason, changed_at = clock_timestamp()
                     WHERE object.state = 'gone'
                """,
                reason,
                orphans.stream().map(Storage.StoredObject::key).toArray(String[]::new),
                orphans.stream().map(Storage.StoredObject::length).toArray(Long[]::new));
    }

    List<UUID> removeIdleUploads(Duration expiry, Duration closedKept, int limit) {
        return db.query(
                """
                WITH idle AS (
                     SELECT id
                       FROM upload
                      WHERE touched_at < (SELECT clock_timestamp() - make_interval(secs => LEAST(?, ?)))
                        AND touched_at < clock_timestamp()
                                         - make_interval(secs => CASE WHEN closed_digest IS NULL THEN ? ELSE ? END)
                      ORDER BY touched_at
                      LIMIT ?
                        FOR UPDATE SKIP LOCKED)
                DELETE FROM upload u USING idle WHERE u.id = idle.id RETURNING u.id
                """,
                row -> row.getObject(1, UUID.class),
                BlobStore.seconds(expiry),
                BlobStore.seconds(closedKept),
                BlobStore.seconds(expiry),
                BlobStore.seconds(closedKept),
                limit);
    }

    /** Those of the uploads that there is no row of. */
    List<String> unknownUploads(List<UUID> uploads) {
        return db.query("""
                SELECT name
                  FROM unnest(?::text[]) AS name
                 WHERE NOT EXISTS (SELECT 1 FROM upload u WHERE u.id = name::uuid)
                """, row -> row.getString(1), (Object)
                uploads.stream().map(UUID::toString).toArray(String[]::new));
    }

    /** The id of the upload that parts of this name belong to; empty if no upload of Berth is called so. */
    static Optional<UUID> uploadId(String name) {
        try {
            UUID id = UUID.fromString(name);
            return id.toString().equals(name) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Condemned condemned(ResultSet row) throws SQLException {
        return new Condemned(digest(row.getString(1)), row.getString(2), row.getLong(3), row.getString(4));
    }

    private static String[] texts(Collection<Digest> digests) {
        return digests.stream().map(Digest::toString).toArray(String[]::new);
    }

    private static Long[] numbers(List<Long> numbers) {
        return numbers.toArray(Long[]::new);
    }

    private static Digest digest(String text) {
        return Digest.parse(text).orElseThrow();
    }
}
