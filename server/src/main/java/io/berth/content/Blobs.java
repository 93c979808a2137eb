package io.berth.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.berth.db.Db;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Blobs as a repository sees them (OCI distribution 1.1, "Pulling blobs", "Deleting Blobs", "Mounting a blob from another
 * repository"). A blob is visible where a live artifact holds it or a lease does, and nowhere else. That answer is reused for
 * at most a minute, so a warm pull asks the database nothing, and a pull never writes.
 */
public final class Blobs {
    private static final int REMEMBERED = 50_000;

    private final BlobStore store;
    private final ContentConfig config;
    private final Cache<Key, BlobLocation> visible;

    private record Key(RepositoryName repository, Digest digest) {}

    public Blobs(Db db, ContentConfig config) {
        this.store = new BlobStore(db);
        this.config = config;
        this.visible = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(config.visibility())
                .build();
    }

    /** The location of a blob seen in this repository a moment ago; null if it has to be asked for. Does no I/O. */
    public @Nullable BlobLocation remembered(RepositoryName repository, Digest digest) {
        return visible.getIfPresent(new Key(repository, digest));
    }

    /**
     * Where the blob lies, if it is visible in this repository. Its lease is renewed if nothing else keeps it and a part of
     * it has passed, since a client that hears "exists" will not push it again.
     */
    public Optional<BlobLocation> find(RepositoryName repository, Digest digest) {
        Optional<BlobStore.Sight> sight = store.sight(repository, digest, config.leaseTime());
        if (sight.isEmpty()) {
            return Optional.empty();
        }
        if (!sight.get().referred()
                && sight.get().leaseIsOld()
                && !store.lease(repository, digest, config.leaseTime())) {
            return Optional.empty();
        }
        remember(repository, digest, sight.get().location());
        return Optional.of(sight.get().location());
    }

    /**
     * Makes a blob of another repository visible here.
     *
     * @return its location; empty if it is not visible in {@code from}
     */
    public Optional<BlobLocation> mount(RepositoryName to, RepositoryName from, Digest digest) {
        BlobLocation known = remembered(from, digest);
        Optional<BlobLocation> location = known != null
                ? Optional.of(known)
                : store.sight(from, digest, config.leaseTime()).map(BlobStore.Sight::location);
        if (location.isEmpty()) {
            return Optional.empty();
        }
        if (!store.lease(to, digest, config.leaseTime())
                && !(store.makeRepository(to) && store.lease(to, digest, config.leaseTime()))) {
            return Optional.empty();
        }
        remember(to, digest, location.get());
        return location;
    }

    /** Makes a blob visible here that is visible somewhere in the same project, where rights are the same. */
    public Optional<BlobLocation> mountFromProject(RepositoryName to, Digest digest) {
        return store.holder(to, digest).flatMap(RepositoryName::parse).flatMap(from -> mount(to, from, digest));
    }

    /** Takes the blob out of this repository; refused while an artifact there needs it. */
    public void delete(RepositoryName repository, Digest digest) {
        BlobStore.Sight sight =
                store.sight(repository, digest, config.leaseTime()).orElseThrow(() -> unknown(digest));
        if (sight.referred()) {
            throw new ProblemException(new Problem.InUse(
                    Problem.Kind.BLOB,
                    "blob " + digest + " belongs to an image of " + repository + "; delete that first"));
        }
        store.dropLease(repository, digest);
        forget(repository, digest);
    }

    /** Asks again next time: the store no longer had it, or it was deleted. */
    public void forget(RepositoryName repository, Digest digest) {
        visible.invalidate(new Key(repository, digest));
    }

    void remember(RepositoryName repository, Digest digest, BlobLocation location) {
        visible.put(new Key(repository, digest), location);
    }

    static ProblemException unknown(Digest digest) {
        return new ProblemException(new Problem.NotFound(Problem.Kind.BLOB, digest.toString()));
    }
}
