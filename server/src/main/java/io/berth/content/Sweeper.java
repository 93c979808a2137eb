package io.berth.content;

import io.berth.cluster.Replica;
import io.berth.db.Db;
import io.berth.oci.Digest;
import io.berth.storage.ObjectKeys;
import io.berth.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Removes bytes from the store that nobody can reach any more. No transaction is open while it does. A condemned key is never
 * used again, so a sweeper that sleeps for hours between its look and its delete still hits only what is dead.
 */
public final class Sweeper {
    /** Why an object is condemned whose writer died or gave up. */
    static final String ABANDONED = "abandoned";

    /** Why an object is condemned that the store had and the database knew nothing of. */
    static final String ORPHAN = "orphan";

    /** For how long the answer to a repeated closing request is kept. */
    private static final Duration CLOSED_UPLOAD_KEPT = Duration.ofHours(24);

    /** No object takes that long to be written. */
    private static final Duration LONGEST_WRITING = Duration.ofDays(1);

    /** When an object is tried again that the store would not delete. */
    private static final Duration RETRY = Duration.ofMinutes(10);

    private static final int NAMES_AT_ONCE = 1_000;

    private final CollectionStore store;
    private final Storage storage;
    private final ContentConfig config;

    public Sweeper(Db db, Storage storage, ContentConfig config) {
        this.store = new CollectionStore(db);
        this.storage = storage;
        this.config = config;
    }

    /**
     * Deletes condemned objects whose time has come.
     *
     * @return those that this call, and no other sweeper beside it, has settled
     * @throws IOException if the store refused one; it is put off, so that the others get their turn at the next call
     */
    public List<Swept> sweep(int batch) throws IOException {
        List<Swept> due = new ArrayList<>();
        for (CollectionStore.Due object : store.due(batch)) {
            due.add(new Swept(
                    ObjectKeys.digestOf(object.key()).orElse(null), object.key(), bytes(object), object.reason()));
        }
        if (due.isEmpty()) {
            return due;
        }
        try {
            storage.delete(due.stream().map(Swept::objectKey).toList());
            return settle(due);
        } catch (IOException e) {
            return sweepEach(due);
        }
    }

    /**
     * Condemns what dead replicas were writing, and what has been written to for more than a day.
     *
     * @return how many objects
     */
    public int abandonDeadWriters() {
        return store.abandon(
                Duration.ofSeconds(Replica.DEAD_AFTER_SECONDS), LONGEST_WRITING, ABANDONED, config.grace());
    }

    /**
     * Gives up uploads that were idle for too long, and forgets closed ones after a day. The row goes first: from then on
     * nothing that is still being written can be acknowledged.
     *
     * @return how many
     */
    public int expireUploads(int batch) throws IOException {
        List<UUID> removed = store.removeIdleUploads(config.uploadExpiry(), CLOSED_UPLOAD_KEPT, batch);
        for (UUID upload : removed) {
            storage.removeParts(upload.toString());
        }
        return removed.size();
    }

    /**
     * Removes parts in the store whose upload is gone: somebody died, or was still writing, when it was given up. The store is
     * asked first: an upload's row is there before its first part, so a part without a row then has lost it for good.
     *
     * @return the names of the uploads
     */
    public List<String> removeLeftoverUploads() throws IOException {
        List<String> leftover = new ArrayList<>();
        List<UUID> page = new ArrayList<>();
        try (Stream<String> uploads = storage.uploads()) {
            for (String name : (Iterable<String>) uploads::iterator) {
                CollectionStore.uploadId(name).ifPresent(page::add);
                if (page.size() == NAMES_AT_ONCE) {
                    leftover.addAll(store.unknownUploads(page));
                    page.clear();
                }
            }
        }
        leftover.addAll(store.unknownUploads(page));
        for (String upload : leftover) {
            storage.removeParts(upload);
        }
        return leftover;
    }

    /**
     * Condemns keys that the store has and that the database does not know, or thinks gone. They are not deleted here: with a
     * row of its own a key can never be used again, so that a second one who deletes it late does no harm either.
     *
     * @return how many
     */
    public int condemnOrphans(List<Storage.StoredObject> orphans) {
        return store.condemnOrphans(orphans, ORPHAN);
    }

    private List<Swept> sweepEach(List<Swept> due) throws IOException {
        List<Swept> deleted = new ArrayList<>();
        for (Swept object : due) {
            try {
                storage.delete(List.of(object.objectKey()));
                deleted.add(object);
            } catch (IOException e) {
                store.putOff(object.objectKey(), RETRY);
                settle(deleted);
                throw e;
            }
        }
        return settle(deleted);
    }

    private List<Swept> settle(List<Swept> deleted) {
        List<String> layout = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Swept object : deleted) {
            Digest digest = object.digest();
            boolean isLayoutKey = digest != null && ObjectKeys.layoutKey(digest).equals(object.objectKey());
            (isLayoutKey ? layout : others).add(object.objectKey());
        }
        Set<String> settled = store.swept(layout, others);
        return deleted.stream()
                .filter(object -> settled.contains(object.objectKey()))
                .toList();
    }

    /** The size of an object that never became a blob is only known to the store. */
    private long bytes(CollectionStore.Due object) throws IOException {
        return object.size() > 0 ? object.size() : storage.length(object.key()).orElse(0);
    }
}
