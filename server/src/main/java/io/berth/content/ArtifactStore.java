package io.berth.content;

import io.berth.db.Db;
import io.berth.db.Sql;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL on {@code artifact} and {@code tag} as lists need it. */
final class ArtifactStore {
    private static final String COLUMNS = """
            SELECT a.id, r.project_id, r.id, r.name, a.digest, a.kind, a.media_type, a.config_type, a.artifact_type,
                   a.body_size, a.content_size, a.arrived_at
            """;

    private static final String FILTERED = """
              FROM repository r
              JOIN artifact a ON a.repository_id = r.id AND a.deleted_at IS NULL AND a.subject_digest IS NULL
              JOIN (SELECT ?::boolean AS with_children, ?::text AS tagged, ?::text[] AS tags, ?::text AS tag_part,
                           ?::text[] AS digests, ?::text[] AS kinds, ?::text[] AS media_types,
                           ?::timestamptz AS since, ?::timestamptz AS until) asked ON true
             WHERE r.name = ?
               AND r.born_at IS NOT NULL
               AND (asked.with_children
                    OR EXISTS (SELECT 1 FROM tag t WHERE t.artifact_id = a.id)
                    OR NOT EXISTS (SELECT 1
                                     FROM artifact_child c
                                     JOIN artifact p ON p.id = c.parent_id
                                    WHERE c.child_id = a.id
                                      AND p.deleted_at IS NULL))
               AND CASE asked.tagged
                   WHEN 'no' THEN NOT EXISTS (SELECT 1 FROM tag t WHERE t.artifact_id = a.id)
                   WHEN 'yes' THEN EXISTS (SELECT 1
                                             FROM tag t
                                            WHERE t.artifact_id = a.id
                                              AND (asked.tags IS NULL OR t.name = ANY (asked.tags))
                                              AND (asked.tag_part IS NULL
                                                   OR position(lower(asked.tag_part) IN lower(t.name)) > 0))
                   ELSE true END
               AND (asked.digests IS NULL OR a.digest = ANY (asked.digests))
               AND (asked.kinds IS NULL OR a.kind = ANY (asked.kinds))
               AND (asked.media_types IS NULL OR COALESCE(a.config_type, a.media_type) = ANY (asked.media_types))
               AND (asked.since IS NULL OR a.arrived_at >= asked.since)
               AND (asked.until IS NULL OR a.arrived_at <= asked.until)
            """;

    private final Db db;

    ArtifactStore(Db db) {
        this.db = db;
    }

    /** A row without what its bytes say. */
    record Row(
            ArtifactKey key,
            long projectId,
            String kind,
            String manifestType,
            @Nullable String configType,
            String artifactType,
            int bodySize,
            long contentSize,
            Instant pushedAt) {}

    /** The bytes of an artifact. */
    record Body(long artifact, byte[] bytes) {}

    /** A tag, and whose it is. */
    record OwnedTag(long artifact, ArtifactTag tag) {}

    /** A child, and whose it is. */
    record OwnedChild(long parent, long id, Digest digest) {}

    /** An accessory, and whose it is. */
    record OwnedAccessory(long subject, Accessory accessory) {}

    /** What a reference leads to; the outer is empty if there is no such repository, the inner if no such artifact. */
    Optional<Optional<Row>> find(RepositoryName repository, Reference reference) {
        String tag = reference instanceof Reference.ByTag byTag ? byTag.toString() : null;
        String digest = reference instanceof Reference.ByDigest byDigest ? byDigest.toString() : null;
        return db.first(COLUMNS + """
                          FROM repository r
                          LEFT JOIN artifact a
                                 ON a.repository_id = r.id
                                AND a.deleted_at IS NULL
                                AND a.id = (SELECT t.artifact_id FROM tag t WHERE t.repository_id = r.id AND t.name = ?::text
                                             UNION ALL
                                            SELECT d.id FROM artifact d WHERE d.repository_id = r.id AND d.digest = ?::text)
                         WHERE r.name = ?
                           AND r.born_at IS NOT NULL
                        """, ArtifactStore::optionalRow, tag, digest, repository.value());
    }

    boolean hasRepository(RepositoryName repository) {
        return db.first("SELECT 1 FROM repository WHERE name = ? AND born_at IS NOT NULL", row -> 1, repository.value())
                .isPresent();
    }

    List<Row> list(RepositoryName repository, ArtifactFilter filter, long limit, long offset) {
        String order = filter.order().name();
        return db.query(
                COLUMNS + FILTERED + """
                         ORDER BY CASE ?::text WHEN 'PUSHED' THEN a.arrived_at END,
                                  CASE ?::text WHEN 'SIZE' THEN a.body_size + a.content_size END,
                                  CASE ?::text WHEN 'SIZE_DESCENDING' THEN a.body_size + a.content_size END DESC,
                                  a.arrived_at DESC,
                                  a.id DESC
                         LIMIT ? OFFSET ?
                        """,
                ArtifactStore::row,
                filter.withChildren(),
                tagged(filter),
                array(filter.tagged() instanceof ArtifactFilter.Tagged.As(List<String> names) ? names : null),
                filter.tagged() instanceof ArtifactFilter.Tagged.Like(String part) ? part : null,
                array(filter.digests()),
                array(filter.kinds()),
                array(filter.mediaTypes()),
                filter.pushedFrom(),
                filter.pushedTo(),
                repository.value(),
                order,
                order,
                order,
                limit,
                offset);
    }

    long count(RepositoryName repository, ArtifactFilter filter) {
        return db.query(
                        "SELECT count(*)\n" + FILTERED,
                        row -> row.getLong(1),
                        filter.withChildren(),
                        tagged(filter),
                        array(filter.tagged() instanceof ArtifactFilter.Tagged.As(List<String> names) ? names : null),
                        filter.tagged() instanceof ArtifactFilter.Tagged.Like(String part) ? part : null,
                        array(filter.digests()),
                        array(filter.kinds()),
                        array(filter.mediaTypes()),
                        filter.pushedFrom(),
                        filter.pushedTo(),
                        repository.value())
                .getFirst();
    }

    List<Body> bodies(Collection<Long> artifacts) {
        return db.query(
                "SELECT id, body FROM artifact WHERE id = ANY (?)",
                row -> new Body(row.getLong(1), row.getBytes(2)),
                (Object) numbers(artifacts));
    }

    /** The children of indexes. */
    List<OwnedChild> children(Collection<Long> indexes) {
        return db.query("""
                SELECT c.parent_id, c.child_id, a.digest
                  FROM artifact_child c
                  JOIN artifact a ON a.id = c.child_id
                 WHERE c.parent_id = ANY (?)
                """, row -> new OwnedChild(row.getLong(1), row.getLong(2), digest(row.getString(3))), (Object)
                numbers(indexes));
    }

    /** The tags of artifacts, the latest first, of each artifact {@code most} at most. */
    List<OwnedTag> tags(Collection<Long> artifacts, int most) {
        return db.query("""
                SELECT t.id, t.name, t.pushed_at, a.id
                  FROM unnest(?::bigint[]) AS a (id)
                 CROSS JOIN LATERAL (
                       SELECT id, name, pushed_at
                         FROM tag
                        WHERE artifact_id = a.id
                        ORDER BY pushed_at DESC, id DESC
                        LIMIT ?) t
                """, row -> new OwnedTag(row.getLong(4), tag(row)), numbers(artifacts), most);
    }

    /** One page of the tags of an artifact. */
    List<ArtifactTag> tags(long artifact, TagFilter filter, long limit, long offset) {
        String order = filter.order().name();
        return db.query(
                """
                SELECT id, name, pushed_at
                  FROM tag
                 WHERE artifact_id = ?
                   AND (?::text[] IS NULL OR name = ANY (?::text[]))
                   AND (?::text IS NULL OR position(lower(?::text) IN lower(name)) > 0)
                 ORDER BY CASE ?::text WHEN 'PUSHED' THEN pushed_at END,
                          CASE ?::text WHEN 'NAME' THEN name END,
                          CASE ?::text WHEN 'NAME_DESCENDING' THEN name END DESC,
                          pushed_at DESC,
                          id DESC
                 LIMIT ? OFFSET ?
                """,
                ArtifactStore::tag,
                artifact,
                array(filter.names()),
                array(filter.names()),
                filter.namePart(),
                filter.namePart(),
                order,
                order,
                order,
                limit,
                offset);
    }

    long countTags(long artifact, TagFilter filter) {
        return db.query(
                        """
                        SELECT count(*)
                          FROM tag
                         WHERE artifact_id = ?
                           AND (?::text[] IS NULL OR name = ANY (?::text[]))
                           AND (?::text IS NULL OR position(lower(?::text) IN lower(name)) > 0)
                        """,
                        row -> row.getLong(1),
                        artifact,
                        array(filter.names()),
                        array(filter.names()),
                        filter.namePart(),
                        filter.namePart())
                .getFirst();
    }

    /** What belongs to artifacts, the oldest first, to each artifact {@code most} at most. */
    List<OwnedAccessory> accessories(Collection<Long> subjects, int most) {
        return db.query("""
                SELECT x.id, x.digest, x.accessory, x.size, x.arrived_at, s.id
                  FROM artifact s
                 CROSS JOIN LATERAL (
                       SELECT a.id, a.digest, a.accessory, a.body_size + a.content_size AS size, a.arrived_at
                         FROM artifact a
                        WHERE a.repository_id = s.repository_id
                          AND a.subject_digest = s.digest
                          AND a.deleted_at IS NULL
                        ORDER BY a.id
                        LIMIT ?) x
                 WHERE s.id = ANY (?)
                 ORDER BY x.id
                """, row -> new OwnedAccessory(row.getLong(6), accessory(row)), most, numbers(subjects));
    }

    /** One page of what belongs to an artifact. */
    List<Accessory> accessories(ArtifactKey subject, @Nullable List<String> types, long limit, long offset) {
        return db.query(
                """
                SELECT id, digest, accessory, body_size + content_size, arrived_at
                  FROM artifact
                 WHERE repository_id = ?
                   AND subject_digest = ?
                   AND deleted_at IS NULL
                   AND (?::text[] IS NULL OR accessory = ANY (?::text[]))
                 ORDER BY id
                 LIMIT ? OFFSET ?
                """,
                ArtifactStore::accessory,
                subject.repositoryId(),
                subject.digest().toString(),
                array(types),
                array(types),
                limit,
                offset);
    }

    long countAccessories(ArtifactKey subject, @Nullable List<String> types) {
        return db.query(
                        """
                        SELECT count(*)
                          FROM artifact
                         WHERE repository_id = ?
                           AND subject_digest = ?
                           AND deleted_at IS NULL
                           AND (?::text[] IS NULL OR accessory = ANY (?::text[]))
                        """,
                        row -> row.getLong(1),
                        subject.repositoryId(),
                        subject.digest().toString(),
                        array(types),
                        array(types))
                .getFirst();
    }

    /** Takes a live artifact {@code FOR SHARE}, after its repository; false if it was deleted meanwhile. */
    boolean hold(Sql tx, long artifact) {
        return tx.first("""
                        SELECT 1
                          FROM artifact a
                          JOIN repository r ON r.id = a.repository_id
                         WHERE a.id = ?
                           AND a.deleted_at IS NULL
                           FOR KEY SHARE OF r FOR SHARE OF a
                        """, row -> 1, artifact).isPresent();
    }

    /** Points a new tag at a held artifact; false if the name is taken. */
    boolean addTag(Sql tx, ArtifactKey artifact, TagName tag) {
        return tx.update("""
                        INSERT INTO tag (repository_id, name, artifact_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING
                        """, artifact.repositoryId(), tag.value(), artifact.id()) > 0;
    }

    /** Takes a tag from an artifact; false if it has no such tag. */
    boolean removeTag(ArtifactKey artifact, String tag) {
        return db.update(
                        "DELETE FROM tag WHERE repository_id = ? AND name = ? AND artifact_id = ?",
                        artifact.repositoryId(),
                        tag,
                        artifact.id())
                > 0;
    }

    private static String tagged(ArtifactFilter filter) {
        return switch (filter.tagged()) {
            case ArtifactFilter.Tagged.Whatever() -> "whatever";
            case ArtifactFilter.Tagged.NotAtAll() -> "no";
            case ArtifactFilter.Tagged.Somehow(), ArtifactFilter.Tagged.As _, ArtifactFilter.Tagged.Like _ -> "yes";
        };
    }

    private static Optional<Row> optionalRow(ResultSet row) throws SQLException {
        row.getLong(1);
        return row.wasNull() ? Optional.empty() : Optional.of(row(row));
    }

    private static Row row(ResultSet row) throws SQLException {
        String artifactType = row.getString(9);
        return new Row(
                new ArtifactKey(
                        row.getLong(1),
                        row.getLong(3),
                        RepositoryName.parse(row.getString(4)).orElseThrow(),
                        digest(row.getString(5))),
                row.getLong(2),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                artifactType == null ? "" : artifactType,
                row.getInt(10),
                row.getLong(11),
                row.getObject(12, OffsetDateTime.class).toInstant());
    }

    private static ArtifactTag tag(ResultSet row) throws SQLException {
        return new ArtifactTag(
                row.getLong(1),
                TagName.parse(row.getString(2)).orElseThrow(),
                row.getObject(3, OffsetDateTime.class).toInstant());
    }

    private static Accessory accessory(ResultSet row) throws SQLException {
        String type = row.getString(3);
        return new Accessory(
                row.getLong(1),
                digest(row.getString(2)),
                type == null ? Subject.PLAIN : type,
                row.getLong(4),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }

    private static String @Nullable [] array(@Nullable List<String> texts) {
        return texts == null ? null : texts.toArray(String[]::new);
    }

    private static Long[] numbers(Collection<Long> numbers) {
        return numbers.toArray(Long[]::new);
    }

    private static Digest digest(String text) {
        return Digest.parse(text).orElseThrow();
    }
}
