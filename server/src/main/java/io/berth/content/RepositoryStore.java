package io.berth.content;

import io.berth.db.Db;
import io.berth.db.Sql;
import io.berth.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL on {@code repository} as lists need it; of the projects only who may see them. */
final class RepositoryStore {
    private static final String COLUMNS = """
            SELECT r.id, r.project_id, r.name, r.description, held.artifacts, r.born_at,
                   GREATEST(r.born_at, r.described_at, held.pushed_at)
            """;

    /** Counts what the list of artifacts shows: no accessories, and no untagged children of an index. */
    private static final String HELD = """
              CROSS JOIN LATERAL (
                    SELECT max(a.pushed_at) AS pushed_at,
                           count(*) FILTER (
                                 WHERE a.subject_digest IS NULL
                                   AND (EXISTS (SELECT 1 FROM tag t WHERE t.artifact_id = a.id)
                                        OR NOT EXISTS (SELECT 1
                                                         FROM artifact_child c
                                                         JOIN artifact p ON p.id = c.parent_id
                                                        WHERE c.child_id = a.id
                                                          AND p.deleted_at IS NULL))) AS artifacts
                      FROM artifact a
                     WHERE a.repository_id = r.id
                       AND a.deleted_at IS NULL) held
            """;

    private static final String FILTERED = """
             WHERE r.born_at IS NOT NULL
               AND (asked.project IS NULL OR r.project_id = asked.project)
               AND (asked.viewer IS NULL
                    OR EXISTS (SELECT 1
                                 FROM project p
                                WHERE p.id = r.project_id
                                  AND (p.public
                                       OR EXISTS (SELECT 1
                                                    FROM member m
                                                   WHERE m.project_id = p.id
                                                     AND m.account_id = asked.viewer))))
               AND (asked.name_part IS NULL OR position(lower(asked.name_part) IN r.name) > 0)
               AND (asked.names IS NULL OR r.name = ANY (asked.names))
               AND (asked.since IS NULL OR r.born_at >= asked.since)
               AND (asked.until IS NULL OR r.born_at <= asked.until)
            """;

    private static final String ASKED = """
              FROM repository r
              JOIN (SELECT ?::bigint AS project, ?::bigint AS viewer, ?::text AS name_part, ?::text[] AS names,
                           ?::timestamptz AS since, ?::timestamptz AS until) asked ON true
            """;

    private final Db db;

    RepositoryStore(Db db) {
        this.db = db;
    }

    Optional<RepositoryEntry> find(RepositoryName name) {
        return db.first(
                COLUMNS + "  FROM repository r\n" + HELD + " WHERE r.name = ? AND r.born_at IS NOT NULL",
                RepositoryStore::entry,
                name.value());
    }

    /** The ids of one page, in order. */
    List<Long> page(RepositoryFilter filter, @Nullable Long limit, long offset) {
        String order = filter.order().name();
        return db.query(
                "SELECT r.id\n" + ASKED + FILTERED + """
                         ORDER BY CASE ?::text WHEN 'CREATED' THEN r.born_at
                                               WHEN 'UPDATED' THEN (SELECT GREATEST(r.born_at, r.described_at, max(a.pushed_at))
                                                                      FROM artifact a
                                                                     WHERE a.repository_id = r.id
                                                                       AND a.deleted_at IS NULL) END,
                                  CASE ?::text WHEN 'UPDATED_DESCENDING'
                                               THEN (SELECT GREATEST(r.born_at, r.described_at, max(a.pushed_at))
                                                       FROM artifact a
                                                      WHERE a.repository_id = r.id
                                                        AND a.deleted_at IS NULL) END DESC,
                                  CASE ?::text WHEN 'NAME' THEN r.name END,
                                  CASE ?::text WHEN 'NAME_DESCENDING' THEN r.name END DESC,
                                  r.born_at DESC,
                                  r.id DESC
                         LIMIT ?::bigint OFFSET ?
                        """,
                row -> row.getLong(1),
                project(filter),
                viewer(filter),
                filter.namePart(),
                names(filter),
                filter.createdFrom(),
                filter.createdTo(),
                order,
                order,
                order,
                order,
                limit,
                offset);
    }

    /** The repositories of these ids, in the order of the ids; one that was deleted meanwhile is left out. */
    List<RepositoryEntry> entries(List<Long> ids) {
        return db.query(
                COLUMNS + """
                          FROM unnest(?::bigint[]) WITH ORDINALITY AS page (id, n)
                          JOIN repository r ON r.id = page.id AND r.born_at IS NOT NULL
                        """ + HELD + " ORDER BY page.n", RepositoryStore::entry, (Object) ids.toArray(Long[]::new));
    }

    long count(RepositoryFilter filter) {
        return db.query(
                        "SELECT count(*)\n" + ASKED + FILTERED,
                        row -> row.getLong(1),
                        project(filter),
                        viewer(filter),
                        filter.namePart(),
                        names(filter),
                        filter.createdFrom(),
                        filter.createdTo())
                .getFirst();
    }

    /** False if there is no such repository. */
    boolean describe(RepositoryName name, String description) {
        return db.update("""
                        UPDATE repository
                           SET description = ?, described_at = clock_timestamp()
                         WHERE name = ?
                           AND born_at IS NOT NULL
                        """, description, name.value()) > 0;
    }

    /** Takes the repository {@code FOR UPDATE}: whoever is pushing to it is waited for, and whoever comes waits. */
    Optional<Long> holdForDelete(Sql tx, RepositoryName name) {
        return tx.first(
                "SELECT id FROM repository WHERE name = ? AND born_at IS NOT NULL FOR UPDATE",
                row -> row.getLong(1),
                name.value());
    }

    /** Takes all live artifacts {@code FOR UPDATE}, in the order of their ids. */
    List<Long> holdArtifacts(Sql tx, long repository) {
        return tx.query(
                "SELECT id FROM artifact WHERE repository_id = ? AND deleted_at IS NULL ORDER BY id FOR UPDATE",
                row -> row.getLong(1),
                repository);
    }

    /** No list shows the repository from now on, until a manifest comes or is restored. */
    void hide(Sql tx, long repository) {
        tx.update("UPDATE repository SET born_at = NULL WHERE id = ?", repository);
    }

    private static @Nullable Long project(RepositoryFilter filter) {
        return filter.scope() instanceof RepositoryFilter.Scope.InProject(long project) ? project : null;
    }

    private static @Nullable Long viewer(RepositoryFilter filter) {
        return filter.scope() instanceof RepositoryFilter.Scope.VisibleTo(long account) ? account : null;
    }

    private static String @Nullable [] names(RepositoryFilter filter) {
        return filter.names() == null ? null : filter.names().toArray(String[]::new);
    }

    private static RepositoryEntry entry(ResultSet row) throws SQLException {
        return new RepositoryEntry(
                row.getLong(1),
                row.getLong(2),
                RepositoryName.parse(row.getString(3)).orElseThrow(),
                row.getString(4),
                row.getLong(5),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                row.getObject(7, OffsetDateTime.class).toInstant());
    }
}
