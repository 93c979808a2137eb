package io.berth.content;

import io.berth.db.Db;
import io.berth.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The SQL that lists content. */
final class InventoryStore {
    private final Db db;

    InventoryStore(Db db) {
        this.db = db;
    }

    List<BlobEntry> blobs(String after, int limit) {
        return db.query("""
                SELECT b.digest, b.object_key, b.size, o.state
                  FROM blob b
                  JOIN object o ON o.object_key = b.object_key
                 WHERE b.digest > ?
                 ORDER BY b.digest
                 LIMIT ?
                """, InventoryStore::blob, after, limit);
    }

    Optional<BlobEntry> blob(Digest digest) {
        return db.first("""
                SELECT b.digest, b.object_key, b.size, o.state
                  FROM blob b
                  JOIN object o ON o.object_key = b.object_key
                 WHERE b.digest = ?
                """, InventoryStore::blob, digest.toString());
    }

    List<ManifestEntry> manifests(long after, int limit) {
        return db.query(
                """
                SELECT a.id, r.name, a.digest, a.body
                  FROM artifact a
                  JOIN repository r ON r.id = a.repository_id
                 WHERE a.id > ?
                 ORDER BY a.id
                 LIMIT ?
                """,
                row -> new ManifestEntry(row.getLong(1), row.getString(2), digest(row.getString(3)), row.getBytes(4)),
                after,
                limit);
    }

    Map<String, String> states(Collection<String> keys) {
        return db
                .query(
                        "SELECT object_key, state FROM object WHERE object_key = ANY (?)",
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        (Object) keys.toArray(String[]::new))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    List<String> unclaimed(int limit) {
        return db.query("""
                SELECT o.object_key
                  FROM object o
                 WHERE o.state = 'live'
                   AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.object_key = o.object_key)
                 LIMIT ?
                """, row -> row.getString(1), limit);
    }

    List<String> dangling(int limit) {
        return db.query("""
                SELECT 'tag ' || r.name || ':' || t.name || ' leads to the deleted ' || a.digest
                  FROM artifact a
                  JOIN tag t ON t.artifact_id = a.id
                  JOIN repository r ON r.id = a.repository_id
                 WHERE a.deleted_at IS NOT NULL
                 UNION ALL
                SELECT 'index ' || r.name || '@' || p.digest || ' lists the deleted ' || a.digest
                  FROM artifact a
                  JOIN artifact_child c ON c.child_id = a.id
                  JOIN artifact p ON p.id = c.parent_id
                  JOIN repository r ON r.id = p.repository_id
                 WHERE a.deleted_at IS NOT NULL
                   AND p.deleted_at IS NULL
                 LIMIT ?
                """, row -> row.getString(1), limit);
    }

    List<String> deadWriting(Duration deadAfter, int limit) {
        return db.query("""
                SELECT o.object_key
                  FROM object o
                 WHERE o.state = 'writing'
                   AND NOT EXISTS (SELECT 1
                                     FROM replica r
                                    WHERE r.id = o.owner
                                      AND r.seen_at > clock_timestamp() - make_interval(secs => ?))
                 LIMIT ?
                """, row -> row.getString(1), deadAfter.toSeconds(), limit);
    }

    private static BlobEntry blob(ResultSet row) throws SQLException {
        return new BlobEntry(digest(row.getString(1)), row.getString(2), row.getLong(3), row.getString(4));
    }

    private static Digest digest(String text) {
        return Digest.parse(text).orElseThrow();
    }
}
