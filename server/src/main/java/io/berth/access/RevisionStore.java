package io.berth.access;

import io.berth.db.Db;
import io.berth.db.Sql;
import java.util.Map;
import java.util.stream.Collectors;

/** The table access_revision. */
final class RevisionStore {
    private final Db db;

    RevisionStore(Db db) {
        this.db = db;
    }

    /** All revisions that a living token may have to be measured against. */
    Map<String, Long> revisions() {
        return db
                .query(
                        "SELECT subject, revision FROM access_revision",
                        row -> Map.entry(row.getString(1), row.getLong(2)))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Refuses from now on the tokens that {@code subject} has; part of the transaction that takes the rights away. */
    static void revise(Sql sql, String subject) {
        sql.update("""
                INSERT INTO access_revision (subject) VALUES (?)
                ON CONFLICT (subject) DO UPDATE
                   SET revision = nextval('access_revision_number'), changed_at = clock_timestamp()
                """, subject);
    }

    /** Drops what no living token can be older than; four times the life of a token is kept. */
    void prune() {
        db.update("DELETE FROM access_revision WHERE changed_at < clock_timestamp() - interval '2 hours'");
    }
}
