package io.berth.cluster;

import io.berth.db.Db;
import java.util.UUID;

/** The SQL on {@code replica}. */
final class ReplicaStore {
    private final Db db;

    ReplicaStore(Db db) {
        this.db = db;
    }

    void seen(UUID id, String host, String version) {
        db.update("""
                INSERT INTO replica (id, host, version) VALUES (?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()
                """, id, host, version);
    }

    void leave(UUID id) {
        db.update("DELETE FROM replica WHERE id = ?", id);
    }
}
