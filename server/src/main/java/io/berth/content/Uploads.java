package io.berth.content;

import io.berth.db.Db;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
    public UploadSession append(RepositoryName repository, UUID id, long start) throws IOException {
        return claim(repository, id, start).session();
    }

    /**
     * Claims the upload for its closing request.
     *
     * @return empty if it was closed with this very digest before: the answer got lost, and the blob is there
     */
    public Optional<UploadSession> close(RepositoryName repository, UUID id, long start, Digest digest)
            throws IOException {
        Claimed claimed = claim(repository, id, start);
        if (claimed.closed().isPresent()) {
            if (claimed.closed().get().equals(digest)
                    && blobs.find(repository, digest).isPresent()) {
                return Optional.empty();
            }
            throw unknown(id);
        }
        return Optional.of(claimed.session().expecting(digest));
    }

    /** Gives the upload up; what was stored of it is removed. */
    public void cancel(RepositoryName repository, UUID id) throws IOException {
        if (!store.remove(id, repository)) {
            throw unknown(id);
        }
        storage.removeParts(id.toString());
    }

    private Claimed claim(RepositoryName repository, UUID id, long start) throws IOException {
        Optional<UploadStore.Claim> claim = store.claim(id, repository, start);
        if (claim.isPresent()) {
            long skip = start < 0 ? 0 : claim.get().position() - start;
            return new Claimed(
                    new UploadSession(store, storage, blobs, config, repository, id, claim.get(), skip),
                    Optional.empty());
        }
        UploadStore.State state = store.state(id, repository).orElseThrow(() -> unknown(id));
        if (state.closed().isPresent()) {
            return new Claimed(null, state.closed());
        }
        throw new ProblemException(new Problem.OutOfOrder(id.toString(), state.position()));
    }

    private static ProblemException unknown(UUID id) {
        return new ProblemException(
                new Problem.NotFound(Problem.Kind.UPLOAD, "there is no open upload " + id + " here; begin a new one"));
    }

    private record Claimed(@Nullable UploadSession open, Optional<Digest> closed) {
        UploadSession session() {
            if (open == null) {
                throw new ProblemException(new Problem.NotFound(
                        Problem.Kind.UPLOAD, "this upload is closed already, with " + closed.orElseThrow()));
            }
            return open;
        }
    }
}
