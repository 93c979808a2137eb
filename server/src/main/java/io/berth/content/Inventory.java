package io.berth.content;

import io.berth.cluster.Replica;
import io.berth.db.Db;
import io.berth.oci.Digest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that the database says is there, page by page, for those who compare it with the store. Changes nothing. */
public final class Inventory {
    private final InventoryStore store;

    public Inventory(Db db) {
        this.store = new InventoryStore(db);
    }

    /** Blobs that follow {@code after} in the order of their digests; the empty text comes before the first. */
    public List<BlobEntry> blobs(String after, int limit) {
        return store.blobs(after, limit);
    }

    /** The blob as it is now; empty if it was collected. */
    public Optional<BlobEntry> blob(Digest digest) {
        return store.blob(digest);
    }

    /** Manifests that follow the one with the id {@code after}, deleted ones too while they can be restored. */
    public List<ManifestEntry> manifests(long after, int limit) {
        return store.manifests(after, limit);
    }

    /** The states of those of the keys that the database knows: {@code writing}, {@code live}, {@code condemned}, {@code gone}. */
    public Map<String, String> states(Collection<String> keys) {
        return store.states(keys);
    }

    /** Keys of objects that live and are no blob's; there should be none. */
    public List<String> unclaimed(int limit) {
        return store.unclaimed(limit);
    }

    /** Where a tag or a live index leads to a deleted manifest, in words; there should be none. */
    public List<String> dangling(int limit) {
        return store.dangling(limit);
    }

    /** Keys that a process was writing when it died; they are swept in time. */
    public List<String> deadWriting(int limit) {
        return store.deadWriting(Duration.ofSeconds(Replica.DEAD_AFTER_SECONDS), limit);
    }
}
