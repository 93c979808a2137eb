package io.berth.content;

import io.berth.db.Db;
import io.berth.db.Sql;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The SQL on {@code artifact}, {@code artifact_blob}, {@code artifact_child} and {@code tag}. */
final class ManifestStore {
    private final Db db;

    ManifestStore(Db db) {
        this.db = db;
    }

    /** What a manifest PUT found. */
    record Put(boolean repositoryKnown, List<Digest> missing) {}

    /** A row to be written. */
    record NewArtifact(
            RepositoryName repository,
            Digest digest,
            String mediaType,
            String artifactType,
            String kind,
            @Nullable String configType,
            @Nullable Subject subject,
            @Nullable String descriptor,
            byte[] body,
            long contentSize,
            List<Digest> blobs) {}

    /** A live child row, held against deletion for the rest of the transaction. */
    record Child(long id, Digest digest) {}

    /**
     * Takes the live artifacts of these digests {@code FOR SHARE}, in the order of their ids, so that none is deleted now; the
     * repository before them, as whoever deletes it does.
     */
    List<Child> holdChildren(Sql tx, RepositoryName repository, Collection<Digest> digests) {
        return tx.query(
                """
                SELECT a.id, a.digest
                  FROM artifact a
                  JOIN repository r ON r.id = a.repository_id
                 WHERE r.name = ?
                   AND a.digest = ANY (?)
                   AND a.deleted_at IS NULL
                 ORDER BY a.id
                   FOR KEY SHARE OF r FOR SHARE OF a
                """, row -> new Child(row.getLong(1), digest(row.getString(2))), repository.value(), texts(digests));
    }

    /**
     * Writes the artifact, its references and its tags, if every blob is visible in the repository or was held there by an
     * artifact deleted inside the undelete window. The foreign key to the blobs has the last word. The repository is held
     * first: if it is being deleted, this waits and finds it no longer born, which what else it sees from before does not tell.
     */
    Put put(Sql sql, NewArtifact artifact, List<Child> children, List<TagName> tags, Duration undeleteWindow) {
        Long[] childIds = children.stream().map(Child::id).toArray(Long[]::new);
        return sql.first(
                        """
                        WITH repo AS (
                             SELECT id, born_at FROM repository WHERE name = ? FOR KEY SHARE),
                             need AS (
                             SELECT DISTINCT d AS digest FROM unnest(?::text[]) AS d),
                             missing AS (
                             SELECT need.digest
                               FROM need, repo
                              WHERE NOT EXISTS (SELECT 1 FROM blob_lease l
                                                 WHERE l.repository_id = repo.id
                                                   AND l.digest = need.digest
                                                   AND l.expires_at > clock_timestamp())
                                AND NOT EXISTS (SELECT 1 FROM artifact_blob ab
                                                  JOIN artifact a ON a.id = ab.artifact_id
                                                 WHERE ab.digest = need.digest
                                                   AND ab.repository_id = repo.id
                                                   AND (a.deleted_at IS NULL
                                                        OR a.deleted_at > clock_timestamp() - make_interval(secs => ?)))),
                             written AS (
                             INSERT INTO artifact (repository_id, digest, media_type, artifact_type, kind, config_type,
                                                   subject_digest, accessory, descriptor, body, body_size, content_size)
                             SELECT repo.id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                                    ? + (SELECT COALESCE(sum(c.body_size + c.content_size), 0)
                                           FROM artifact c
                                          WHERE c.id = ANY (?::bigint[]))
                               FROM repo
                              WHERE NOT EXISTS (SELECT 1 FROM missing)
                                 ON CONFLICT (repository_id, digest)
                                    DO UPDATE SET deleted_at = NULL,
                                                  pushed_at = clock_timestamp(),
                                                  arrived_at = CASE WHEN artifact.deleted_at IS NULL THEN artifact.arrived_at
                                                                    ELSE clock_timestamp() END,
                                                  subject_digest = COALESCE(artifact.subject_digest, EXCLUDED.subject_digest),
                                                  accessory = COALESCE(artifact.accessory, EXCLUDED.accessory),
                                                  descriptor = COALESCE(artifact.descriptor, EXCLUDED.descriptor)
                             RETURNING id, repository_id),
                             held AS (
                             INSERT INTO artifact_blob (artifact_id, digest, repository_id)
                             SELECT written.id, need.digest, written.repository_id FROM written, need ORDER BY need.digest
                                 ON CONFLICT DO NOTHING),
                             children AS (
                             INSERT INTO artifact_child (parent_id, child_id)
                             SELECT written.id, c FROM written, unnest(?::bigint[]) AS c
                                 ON CONFLICT DO NOTHING),
                             revived AS (
                             DELETE FROM deleted_tag d USING written WHERE d.artifact_id = written.id),
                             tagged AS (
                             INSERT INTO tag (repository_id, name, artifact_id)
                             SELECT written.repository_id, t, written.id FROM written, unnest(?::text[]) AS t
                                 ON CONFLICT (repository_id, name)
                                    DO UPDATE SET artifact_id = EXCLUDED.artifact_id, pushed_at = EXCLUDED.pushed_at),
                             born AS (
                             UPDATE repository r
                                SET born_at = clock_timestamp(), description = '', described_at = NULL
                               FROM repo, written
                              WHERE r.id = repo.id
                                AND repo.born_at IS NULL)
                        SELECT EXISTS (SELECT 1 FROM repo), (SELECT array_agg(digest ORDER BY digest) FROM missing)
                        """,
                        row -> new Put(row.getBoolean(1), digests(row.getArray(2))),
                        artifact.repository().value(),
                        texts(artifact.blobs()),
                        BlobStore.seconds(undeleteWindow),
                        artifact.digest().toString(),
                        artifact.mediaType(),
                        artifact.artifactType(),
                        artifact.kind(),
                        artifact.configType(),
                        artifact.subject() == null
                                ? null
                                : artifact.subject().digest().toString(),
                        artifact.subject() == null ? null : artifact.subject().accessory(),
                        artifact.descriptor(),
                        artifact.body(),
                        artifact.body().length,
                        artifact.contentSize(),
                        childIds,
                        childIds,
                        tags.stream().map(TagName::value).toArray(String[]::new))
                .orElseThrow();
    }

    /** The bytes of a manifest that was found a moment ago. */
    Optional<byte[]> body(long artifact) {
        return db.first("SELECT body FROM artifact WHERE id = ?", row -> row.getBytes(1), artifact);
    }

    /** A live artifact held for its deletion. */
    record Held(long id, boolean isRoot) {}

    /** Takes a live artifact, its accessories, its children and so on {@code FOR UPDATE}, in the order of their ids. */
    List<Held> holdFamilyForDelete(Sql tx, RepositoryName repository, Digest digest) {
        return tx.query(
                """
                WITH RECURSIVE family AS (
                     SELECT a.id, a.repository_id, a.digest
                       FROM artifact a
                       JOIN repository r ON r.id = a.repository_id
                      WHERE r.name = ?
                        AND a.digest = ?
                        AND a.deleted_at IS NULL
                      UNION
                     SELECT m.id, m.repository_id, m.digest
                       FROM family f
                      CROSS JOIN LATERAL (
                            SELECT c.id, c.repository_id, c.digest
                              FROM artifact_child ac
                              JOIN artifact c ON c.id = ac.child_id
                             WHERE ac.parent_id = f.id
                               AND c.deleted_at IS NULL
                             UNION ALL
                            SELECT c.id, c.repository_id, c.digest
                              FROM artifact c
                             WHERE c.repository_id = f.repository_id
                               AND c.subject_digest = f.digest
                               AND c.deleted_at IS NULL) m)
                SELECT a.id, a.digest = ?
                  FROM artifact a
                 WHERE a.id IN (SELECT id FROM family)
                   AND a.deleted_at IS NULL
                 ORDER BY a.id
                   FOR UPDATE OF a
                """,
                row -> new Held(row.getLong(1), row.getBoolean(2)),
                repository.value(),
                digest.toString(),
                digest.toString());
    }

    /** How the held artifacts hang together now. */
    List<Doomed.Member> family(Sql tx, Collection<Long> held) {
        return tx.query(
                """
                SELECT a.id,
                       EXISTS (SELECT 1 FROM tag t WHERE t.artifact_id = a.id),
                       ARRAY (SELECT c.parent_id
                                FROM artifact_child c
                                JOIN artifact p ON p.id = c.parent_id
                               WHERE c.child_id = a.id
                                 AND p.deleted_at IS NULL),
                       (SELECT s.id
                          FROM artifact s
                         WHERE s.repository_id = a.repository_id
                           AND s.digest = a.subject_digest
                           AND s.deleted_at IS NULL)
                  FROM artifact a
                 WHERE a.id = ANY (?)
                """,
                row -> new Doomed.Member(
                        row.getLong(1),
                        row.getBoolean(2),
                        Set.of((Long[]) row.getArray(3).getArray()),
                        row.getObject(4, Long.class)),
                (Object) numbers(held));
    }

    /** Marks artifacts deleted, at one time, and takes their tags, whose names are remembered for a restore. */
    void delete(Sql tx, Collection<Long> artifacts) {
        tx.update("""
                WITH gone AS (
                     DELETE FROM tag WHERE artifact_id = ANY (?) RETURNING artifact_id, name),
                     kept AS (
                     INSERT INTO deleted_tag (artifact_id, name) SELECT artifact_id, name FROM gone ON CONFLICT DO NOTHING)
                UPDATE artifact SET deleted_at = (SELECT clock_timestamp()) WHERE id = ANY (?)
                """, numbers(artifacts), numbers(artifacts));
    }

    /** Takes one tag away; false if there is none of that name. */
    boolean deleteTag(RepositoryName repository, TagName tag) {
        return db.update("""
                        DELETE FROM tag t
                         USING repository r
                         WHERE r.id = t.repository_id
                           AND r.name = ?
                           AND t.name = ?
                        """, repository.value(), tag.value()) > 0;
    }

    /** Whether the repository has, or once had, a manifest. */
    boolean repositoryIsBorn(RepositoryName repository) {
        return db.first("SELECT 1 FROM repository WHERE name = ? AND born_at IS NOT NULL", row -> 1, repository.value())
                .isPresent();
    }

    /** Tag names after {@code last}, in byte order; empty if there is no such repository. */
    Optional<List<String>> tags(RepositoryName repository, String last, int limit) {
        return db.first("""
                SELECT ARRAY (SELECT t.name
                                FROM tag t
                               WHERE t.repository_id = r.id
                                 AND t.name > ?
                               ORDER BY t.name
                               LIMIT ?)
                  FROM repository r
                 WHERE r.name = ?
                   AND r.born_at IS NOT NULL
                """, row -> strings(row.getArray(1)), last, limit, repository.value());
    }

    /** Names of repositories after {@code last}, in byte order. */
    List<String> repositories(String last, int limit) {
        return db.query("""
                SELECT name
                  FROM repository
                 WHERE born_at IS NOT NULL
                   AND name > ?
                 ORDER BY name
                 LIMIT ?
                """, row -> row.getString(1), last, limit);
    }

    /** Referrers after the digest {@code last}: their digests and their descriptors. */
    List<ReferrerRow> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, String last, int limit) {
        return db.query(
                """
                SELECT a.digest, a.descriptor
                  FROM artifact a
                  JOIN repository r ON r.id = a.repository_id
                 WHERE r.name = ?
                   AND a.subject_digest = ?
                   AND a.deleted_at IS NULL
                   AND a.digest > ?
                   AND (?::text IS NULL OR a.artifact_type = ?)
                 ORDER BY a.digest
                 LIMIT ?
                """,
                row -> new ReferrerRow(row.getString(1), row.getString(2)),
                repository.value(),
                subject.toString(),
                last,
                artifactType,
                artifactType,
                limit);
    }

    /** How many live referrers the subject has. */
    int countReferrers(RepositoryName repository, Digest subject) {
        return db.first("""
                        SELECT count(*)
                          FROM artifact a
                          JOIN repository r ON r.id = a.repository_id
                         WHERE r.name = ?
                           AND a.subject_digest = ?
                           AND a.deleted_at IS NULL
                        """, row -> row.getInt(1), repository.value(), subject.toString())
                .orElse(0);
    }

    /** One line of a referrers list. */
    record ReferrerRow(String digest, String descriptor) {}

    private static Long[] numbers(Collection<Long> numbers) {
        return numbers.toArray(Long[]::new);
    }

    private static String[] texts(Collection<Digest> digests) {
        return digests.stream().map(Digest::toString).toArray(String[]::new);
    }

    private static List<Digest> digests(@Nullable Array array) throws SQLException {
        return strings(array).stream().map(ManifestStore::digest).toList();
    }

    private static List<String> strings(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    private static Digest digest(String text) {
        return Digest.parse(text).orElseThrow();
    }
}
