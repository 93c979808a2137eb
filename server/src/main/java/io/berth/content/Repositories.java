package io.berth.content;

import io.berth.db.Db;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Repositories as people see them. One is there from its first manifest until it is deleted, be it empty meanwhile. Who may
 * see or do what is the edge's question.
 */
public final class Repositories {
    private final Db db;
    private final RepositoryStore store;
    private final ManifestStore manifests;

    public Repositories(Db db) {
        this.db = db;
        this.store = new RepositoryStore(db);
        this.manifests = new ManifestStore(db);
    }

    /** The repository of this name, if it is there. */
    public Optional<RepositoryEntry> find(RepositoryName name) {
        return store.find(name);
    }

    /** The repositories that fit; all of them if {@code limit} is null. */
    public List<RepositoryEntry> list(RepositoryFilter filter, @Nullable Long limit, long offset) {
        List<Long> page = store.page(filter, limit, offset);
        return page.isEmpty() ? List.of() : store.entries(page);
    }

    /** How many repositories {@link #list} has. */
    public long count(RepositoryFilter filter) {
        return store.count(filter);
    }

    /**
     * Changes what is said of a repository.
     *
     * @throws ProblemException {@link Problem.NotFound}
     */
    public void describe(RepositoryName name, String description) {
        if (!store.describe(name, description)) {
            throw Manifests.unknownRepository(name);
        }
    }

    /**
     * Deletes a repository with all that is in it. Its artifacts can be restored one by one inside the undelete window, which
     * brings the repository back.
     *
     * @throws ProblemException {@link Problem.NotFound}
     */
    public void delete(RepositoryName name) {
        db.inTransaction(tx -> {
            long repository = store.holdForDelete(tx, name).orElseThrow(() -> Manifests.unknownRepository(name));
            List<Long> artifacts = store.holdArtifacts(tx, repository);
            manifests.delete(tx, artifacts);
            store.hide(tx, repository);
            return repository;
        });
    }
}
