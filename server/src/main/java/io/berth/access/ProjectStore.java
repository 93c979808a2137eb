package io.berth.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.berth.db.Db;
import io.berth.db.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables project and member; of content's tables only what says whether a project is empty. */
final class ProjectStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private static final String COLUMNS = """
            SELECT p.id, p.name, p.owner_id, o.name, p.public, p.metadata, p.cve_allowlist, p.storage_limit,
                   (SELECT count(*)
                      FROM repository r
                     WHERE r.project_id = p.id
                       AND EXISTS (SELECT 1 FROM artifact a WHERE a.repository_id = r.id AND a.deleted_at IS NULL)),
                   p.created_at, p.updated_at, m.role
            """;

    private static final String FILTERED = """
              FROM project p
              JOIN account o ON o.id = p.owner_id
              JOIN (SELECT ?::bigint AS viewer, ?::boolean AS sees_all, ?::text AS name_part, ?::text[] AS names,
                           ?::boolean AS public, ?::text AS owner, ?::timestamptz AS since, ?::timestamptz AS until)
                   asked ON true
              LEFT JOIN member m ON m.project_id = p.id AND m.account_id = asked.viewer
             WHERE (asked.sees_all OR p.public OR m.role IS NOT NULL)
               AND (asked.name_part IS NULL OR position(lower(asked.name_part) IN p.name) > 0)
               AND (asked.names IS NULL OR p.name = ANY (asked.names))
               AND (asked.public IS NULL OR p.public = asked.public)
               AND (asked.owner IS NULL OR o.name = asked.owner)
               AND (asked.since IS NULL OR p.created_at >= asked.since)
               AND (asked.until IS NULL OR p.created_at <= asked.until)
            """;

    private final Db db;

    ProjectStore(Db db) {
        this.db = db;
    }

    /** Adds a project whose owner is its first member; a unique violation tells that the name is taken. */
    static long add(Sql sql, Principal owner, NewProject project, Map<String, String> metadata) {
        long id = sql.query(
                        """
                        INSERT INTO project (name, owner_id, metadata, cve_allowlist, storage_limit)
                        VALUES (?, ?, ?::jsonb, ?::jsonb, ?)
                        RETURNING id
                        """,
                        row -> row.getLong(1),
                        project.name().value(),
                        owner.id(),
                        json(metadata),
                        json(project.allowlist()),
                        project.storageLimit())
                .getFirst();
        addMember(sql, id, owner.id(), Role.PROJECT_ADMIN);
        return id;
    }

    /** Adds the public project {@code library}, the first one. */
    static void addLibrary(Sql sql, long ownerId) {
        sql.update(
                "INSERT INTO project (id, name, owner_id, metadata) VALUES (1, 'library', ?, '{\"public\": \"true\"}')",
                ownerId);
        addMember(sql, 1, ownerId, Role.PROJECT_ADMIN);
    }

    Optional<Project> find(ProjectRef ref, Principal viewer) {
        Long id = ref instanceof ProjectRef.ById byId ? byId.id() : null;
        String name = ref instanceof ProjectRef.ByName byName ? byName.name() : null;
        return db.first(COLUMNS + """
                          FROM project p
                          JOIN account o ON o.id = p.owner_id
                          LEFT JOIN member m ON m.project_id = p.id AND m.account_id = ?
                         WHERE p.id = ?::bigint OR p.name = ?::text
                        """, ProjectStore::project, viewer.id(), id, name);
    }

    List<Project> list(ProjectFilter filter, Principal viewer, @Nullable Long limit, long offset) {
        String order = filter.order().name();
        return db.query(
                COLUMNS + FILTERED + """
                         ORDER BY CASE ?::text WHEN 'CREATED' THEN p.created_at WHEN 'UPDATED' THEN p.updated_at END,
                                  CASE ?::text WHEN 'CREATED_DESCENDING' THEN p.created_at
                                               WHEN 'UPDATED_DESCENDING' THEN p.updated_at END DESC,
                                  CASE ?::text WHEN 'NAME_DESCENDING' THEN p.name END DESC,
                                  p.name
                         LIMIT ?::bigint OFFSET ?
                        """,
                ProjectStore::project,
                viewer.id(),
                viewer.admin(),
                filter.namePart(),
                names(filter),
                filter.isPublic(),
                filter.owner(),
                filter.createdFrom(),
                filter.createdTo(),
                order,
                order,
                order,
                limit,
                offset);
    }

    long count(ProjectFilter filter, Principal viewer) {
        return db.query(
                        "SELECT count(*) " + FILTERED,
                        row -> row.getLong(1),
                        viewer.id(),
                        viewer.admin(),
                        filter.namePart(),
                        names(filter),
                        filter.isPublic(),
                        filter.owner(),
                        filter.createdFrom(),
                        filter.createdTo())
                .getFirst();
    }

    /** Changes a project; what it was before: whether it was public. Empty if it is gone. */
    static Optional<Boolean> update(Sql sql, long id, Map<String, String> metadata, @Nullable CveAllowlist allowlist) {
        Optional<Boolean> before =
                sql.first("SELECT public FROM project WHERE id = ? FOR UPDATE", row -> row.getBoolean(1), id);
        sql.update("""
                UPDATE project
                   SET metadata = metadata || ?::jsonb,
                       cve_allowlist = coalesce(?::jsonb, cve_allowlist),
                       updated_at = clock_timestamp()
                 WHERE id = ?
                """, json(metadata), allowlist == null ? null : json(allowlist), id);
        return before;
    }

    /**
     * Locks a project with all that is in it, so that nothing can be pushed to it until the end of the transaction; whether
     * there is a live artifact. Empty if the project is gone.
     */
    static Optional<Boolean> lockAndLook(Sql sql, long id) {
        if (sql.query("SELECT 1 FROM project WHERE id = ? FOR UPDATE", row -> row.getInt(1), id)
                .isEmpty()) {
            return Optional.empty();
        }
        sql.query("SELECT 1 FROM repository WHERE project_id = ? ORDER BY id FOR UPDATE", row -> row.getInt(1), id);
        return Optional.of(sql.query("""
                        SELECT a.deleted_at IS NULL
                          FROM artifact a
                          JOIN repository r ON r.id = a.repository_id
                         WHERE r.project_id = ?
                         ORDER BY a.id
                           FOR UPDATE OF a
                        """, row -> row.getBoolean(1), id).contains(true));
    }

    /** Deletes a project and what is left in it. */
    static void delete(Sql sql, long id) {
        sql.update("DELETE FROM project WHERE id = ?", id);
    }

    Map<Role, Long> members(long id) {
        Map<Role, Long> members = new EnumMap<>(Role.class);
        db.query(
                        "SELECT role, count(*) FROM member WHERE project_id = ? GROUP BY role",
                        row -> Map.entry(Role.of(row.getInt(1)), row.getLong(2)),
                        id)
                .forEach(entry -> members.put(entry.getKey(), entry.getValue()));
        return members;
    }

    /** The bytes of the distinct blobs and manifests of the live artifacts. */
    long usedBytes(long id) {
        return db.query("""
                        WITH live AS (
                            SELECT a.id, a.digest, a.body_size
                              FROM artifact a
                              JOIN repository r ON r.id = a.repository_id
                             WHERE r.project_id = ? AND a.deleted_at IS NULL)
                        SELECT (SELECT coalesce(sum(b.size), 0)
                                  FROM blob b
                                 WHERE b.digest IN (SELECT ab.digest FROM artifact_blob ab JOIN live ON live.id = ab.artifact_id))
                             + (SELECT coalesce(sum(m.body_size), 0)
                                  FROM (SELECT DISTINCT digest, body_size FROM live) m)
                        """, row -> row.getLong(1), id).getFirst();
    }

    private static void addMember(Sql sql, long project, long account, Role role) {
        sql.update(
                "INSERT INTO member (project_id, account_id, role) VALUES (?, ?, ?)", project, account, role.number());
    }

    private static String @Nullable [] names(ProjectFilter filter) {
        return filter.names() == null ? null : filter.names().toArray(String[]::new);
    }

    private static Project project(ResultSet row) throws SQLException {
        int role = row.getInt(12);
        return new Project(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getBoolean(5),
                texts(row.getString(6)),
                allowlist(row.getString(7)),
                row.getLong(8),
                row.getLong(9),
                row.getObject(10, OffsetDateTime.class).toInstant(),
                row.getObject(11, OffsetDateTime.class).toInstant(),
                role == 0 ? null : Role.of(role));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> texts(String json) {
        try {
            return Map.copyOf(JSON.readValue(json, TEXTS));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("project.metadata holds more than text", e);
        }
    }

    private static CveAllowlist allowlist(String json) {
        try {
            return json.equals("{}") ? CveAllowlist.empty() : JSON.readValue(json, CveAllowlist.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("project.cve_allowlist is damaged", e);
        }
    }
}
