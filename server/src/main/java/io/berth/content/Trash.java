package io.berth.content;

import io.berth.db.Db;
import io.berth.db.Sql;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.List;

/**
 * Deleted artifacts, which can be taken back while the undelete window is open: until it ends their rows and their references
 * stay, so nothing that they need can have been collected.
 */
public final class Trash {
    private final Db db;
    private final CollectionStore store;
    private final ContentConfig config;

    public Trash(Db db, ContentConfig config) {
        this.db = db;
        this.store = new CollectionStore(db);
        this.config = config;
    }

    /**
     * Takes a deleted artifact back, with the deleted children of an index, what belonged to them and was deleted with them,
     * and those of their tags whose names are free.
     *
     * @throws ProblemException with {@link Problem.Conflict} if it is not deleted, {@link Problem.NotFound} if it never was
     *     here or was deleted too long ago
     */
    public Restored restore(RepositoryName repository, Digest digest) {
        return db.inTransaction(tx -> restore(tx, repository, digest));
    }

    private Restored restore(Sql tx, RepositoryName repository, Digest digest) {
        store.showAgain(tx, repository);
        List<CollectionStore.Relative> family = store.holdFamily(tx, repository, digest, config.undeleteWindow());
        CollectionStore.Relative wanted = family.stream()
                .filter(CollectionStore.Relative::wanted)
                .findFirst()
                .orElseThrow(() -> Manifests.unknown(repository, "@" + digest));
        if (!wanted.deleted()) {
            throw new ProblemException(
                    new Problem.Conflict("artifact " + repository + "@" + digest + " is not deleted"));
        }
        if (!wanted.restorable()) {
            throw Manifests.unknown(repository, "@" + digest);
        }
        // A child was never deleted before its last index was, so its window is open at least as long.
        List<Long> deleted = family.stream()
                .filter(CollectionStore.Relative::deleted)
                .map(CollectionStore.Relative::id)
                .toList();
        store.revive(tx, deleted);
        return store.bringTagsBack(tx, wanted.id(), deleted);
    }
}
