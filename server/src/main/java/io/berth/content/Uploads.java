package io.berth.content;

import io.berth.db.Db;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.ObjectKeys;
import io.berth.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The way in for blobs (OCI distribution 1.1, "Pushing blobs"): begin, write in one or many pieces, close by digest. An upload
 * lives in PostgreSQL and its parts in the store, so any replica can go on with it; of two writers at one offset exactly one
 * is acknowledged. No lock and no connection is held while bytes move.
 */
public final class Uploads {
    private final UploadStore store;
    private final Storage storage;
    private final Blobs blobs;
    private final ContentConfig config;

    /**
     * @param owner the mark of this process: only it may append to the parts that it made
     */
    public Uploads(Db db, Storage storage, Blobs blobs, ContentConfig config, UUID owner) {
        this.store = new UploadStore(db, owner);
        this.storage = storage;
        this.blobs = blobs;
        this.config = config;
    }

    /** Opens an upload for the account of that name. */
    public UUID begin(RepositoryName repository, String account) {
        UUID id = UUID.randomUUID();
        int limit = config.maxOpenUploadsPerUser();
        if (!store.begin(id, repository, account, limit)) {
            if (store.open(account, limit) >= limit) {
                throw new ProblemException(new Problem.TooMany(
                        Duration.ofMinutes(1),
                        account + " has " + limit
                                + " uploads open; finish or cancel some of them (berth.upload.max-open-per-user)"));
            }
            throw new ProblemException(
                    new Problem.NotFound(Problem.Kind.PROJECT, "project " + repository.project() + " not found"));
        }
        return id;
    }

    /** How many bytes of the upload are stored; empty if there is no open upload of this name in the repository. */
    public Optional<Long> position(RepositoryName repository, UUID id) {
        return store.state(id, repository)
                .filter(state -> state.closed().isEmpty())
                .map(UploadStore.State::position);
    }

    /**
     * Claims the upload for a chunk that starts at {@code start}; whoever claimed it before can no longer be acknowledged.
     *
     * @param start where the chunk starts; negative if the client does not say
     */
    public UploadSession append(RepositoryName repository, UUID id, long start) {
        Optional<UploadStore.Claim> claim = store.claim(id, repository, start);
        if (claim.isEmpty()) {
            refused(repository, id);
            throw unknown(id);
        }
        return session(repository, id, claim.get(), start);
    }

    /**
     * Claims the upload for its closing request.
     *
     * @return empty if it was closed with this very digest before: the answer got lost, and the blob is there
     */
    public Optional<UploadSession> close(RepositoryName repository, UUID id, long start, Digest digest) {
        Optional<UploadStore.ClosingClaim> closing = store.claimClosing(
                id,
                repository,
                start,
                digest,
                ObjectKeys.layoutKey(digest),
                ObjectKeys.reusedKey(digest, UUID.randomUUID()));
        if (closing.isPresent()) {
            UploadSession session = session(repository, id, closing.get().claim(), start);
            return Optional.of(session.closing(digest, closing.get().reserved()));
        }
        Digest closed = refused(repository, id);
        if (closed.equals(digest) && blobs.find(repository, digest).isPresent()) {
            return Optional.empty();
        }
        throw unknown(id);
    }

    /** Gives the upload up; what was stored of it is removed. */
    public void cancel(RepositoryName repository, UUID id) throws IOException {
        if (!store.remove(id, repository)) {
            throw unknown(id);
        }
        storage.removeParts(id.toString());
    }

    private UploadSession session(RepositoryName repository, UUID id, UploadStore.Claim claim, long start) {
        long skip = start < 0 ? 0 : claim.position() - start;
        return new UploadSession(store, storage, blobs, config, repository, id, claim, skip);
    }

    /** Why an upload could not be claimed: it is closed, by the digest returned, or it is not there or elsewhere. */
    private Digest refused(RepositoryName repository, UUID id) {
        UploadStore.State state = store.state(id, repository).orElseThrow(() -> unknown(id));
        return state.closed()
                .orElseThrow(() -> new ProblemException(new Problem.OutOfOrder(id.toString(), state.position())));
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(
                new Problem.NotFound(Problem.Kind.UPLOAD, "there is no open upload " + id + " here; begin a new one"));
    }
}
