package io.berth.gc;

import io.berth.content.Inventory;
import io.berth.content.Sweeper;
import io.berth.storage.Storage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds what lies in the store and is in no row of the database: writers that slept through their own end, or a database that
 * was restored to an older state. It reports; it deletes only when told to, and only what is old enough.
 */
public final class OrphanScan {
    /** How old an orphan must be before it may be deleted, unless the operator says otherwise. */
    public static final Duration DEFAULT_AGE = Duration.ofDays(7);

    private static final int PAGE = 500;

    private final Inventory inventory;
    private final Sweeper sweeper;
    private final Storage storage;
    private final Clock clock;

    public OrphanScan(Inventory inventory, Sweeper sweeper, Storage storage, Clock clock) {
        this.inventory = inventory;
        this.sweeper = sweeper;
        this.storage = storage;
        this.clock = clock;
    }

    /** What is there now. */
    public List<Storage.StoredObject> find() throws IOException {
        List<Storage.StoredObject> orphans = new ArrayList<>();
        List<Storage.StoredObject> page = new ArrayList<>();
        try (Stream<Storage.StoredObject> all = storage.list()) {
            for (Storage.StoredObject object : (Iterable<Storage.StoredObject>) all::iterator) {
                page.add(object);
                if (page.size() == PAGE) {
                    orphans.addAll(orphansAmong(page));
                    page.clear();
                }
            }
        }
        orphans.addAll(orphansAmong(page));
        return orphans;
    }

    /**
     * Gives those orphans to the sweeper that were last changed at least {@code age} ago; it deletes them at its next turn.
     *
     * @return how many
     */
    public int delete(List<Storage.StoredObject> orphans, Duration age) {
        Instant limit = clock.instant().minus(age);
        return sweeper.condemnOrphans(orphans.stream()
                .filter(orphan -> !orphan.modified().isAfter(limit))
                .toList());
    }

    /** A key that was listed and swept since is no orphan, so the store is asked again. */
    private List<Storage.StoredObject> orphansAmong(List<Storage.StoredObject> page) throws IOException {
        Map<String, String> states =
                inventory.states(page.stream().map(Storage.StoredObject::key).toList());
        List<Storage.StoredObject> orphans = new ArrayList<>();
        for (Storage.StoredObject object : page) {
            if (Fsck.isOrphan(states, object.key())
                    && storage.length(object.key()).isPresent()) {
                orphans.add(object);
            }
        }
        return orphans;
    }
}
