package io.berth.content;

import io.berth.db.Db;
import io.berth.oci.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides what nobody needs any more, beside pushes and pulls and beside other collectors. It takes only what it can have at
 * once and waits for nobody; what somebody holds is left for the next look. Each call is one short transaction.
 */
public final class Collector {
    /** Why a blob is condemned that no artifact and no lease holds. */
    static final String UNREFERENCED = "unreferenced";

    private static final int SCAN_PAGE = 5_000;

    private final Db db;
    private final CollectionStore store;
    private final ContentConfig config;

    public Collector(Db db, ContentConfig config) {
        this.db = db;
        this.store = new CollectionStore(db);
        this.config = config;
    }

    /**
     * Marks manifests deleted that no tag and no live index leads to, that name no subject, and whose push is longer ago than
     * the lease time. They can be restored like any other.
     *
     * @return how many
     */
    public int deleteUntagged(int batch) {
        return db.inTransaction(tx -> {
            List<Long> held = store.holdUntagged(tx, config.leaseTime(), batch);
            return held.isEmpty() ? 0 : store.deleteIfUntagged(tx, held);
        });
    }

    /** How many manifests {@link #deleteUntagged} would find now. */
    public long countUntagged() {
        return store.countUntagged(config.leaseTime());
    }

    /**
     * Removes artifacts for good whose undelete window has ended. An index goes before its children, which follow in a later
     * round.
     *
     * @return how many
     */
    public int expireArtifacts(int batch) {
        return db.inTransaction(tx -> {
            List<Long> held = store.holdExpired(tx, config.undeleteWindow(), batch);
            return held.isEmpty() ? 0 : store.remove(tx, held);
        });
    }

    /**
     * Removes leases that have run out.
     *
     * @return how many
     */
    public int expireLeases(int batch) {
        return db.retrying(() -> store.expireLeases(batch));
    }

    /** Looks at the oldest candidates and gives up the blobs among them that nothing refers to and no lease keeps. */
    public Condemnation condemn(int batch) {
        return db.inTransaction(tx -> {
            List<Digest> candidates = store.holdCandidates(tx, batch);
            if (candidates.isEmpty()) {
                return new Condemnation(0, List.of());
            }
            CollectionStore.Blobs blobs = store.holdBlobs(tx, candidates);
            List<Condemned> condemned = store.condemn(tx, blobs.held(), UNREFERENCED, config.grace());
            // A blob that somebody holds just now, mostly a push that refers to it, stays a candidate.
            Set<Digest> settled = new HashSet<>(candidates);
            settled.removeAll(blobs.busy());
            store.dropCandidates(tx, settled);
            return new Condemnation(settled.size(), condemned);
        });
    }

    /**
     * Looks at every blob there is and makes a candidate of each that nothing refers to, should one have been overlooked.
     *
     * @return how many
     */
    public long nominateAll() {
        long nominated = 0;
        CollectionStore.Page page = store.nominate("", SCAN_PAGE);
        while (page.last() != null) {
            nominated += page.nominated();
            page = store.nominate(page.last(), SCAN_PAGE);
        }
        return nominated;
    }

    /** What would be condemned now if everything that has expired were removed first; changes nothing. */
    public List<Condemned> preview(int limit) {
        return store.preview(config.undeleteWindow(), UNREFERENCED, limit);
    }
}
