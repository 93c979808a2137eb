package io.berth.access;

import io.berth.db.Db;
import io.berth.oci.RepositoryName;
import java.util.Set;

/** What somebody may do with the content of a repository, as the database says at this moment. */
public final class Rights {
    private final AccessStore store;

    public Rights(Db db) {
        this.store = new AccessStore(db);
    }

    /**
     * What {@code principal} may do in {@code repository}: an administrator everything, a member what the role gives, all
     * others pull from a public project. Empty if there is no such project. One statement.
     */
    public Set<Action> on(Principal principal, RepositoryName repository) {
        return store.standing(principal, repository.project())
                .map(standing -> standing.actions(principal))
                .orElse(Set.of());
    }
}
