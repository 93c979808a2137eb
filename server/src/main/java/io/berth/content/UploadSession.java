package io.berth.content;

import io.berth.db.DbException;
import io.berth.oci.Algorithm;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.ObjectKeys;
import io.berth.storage.Storage;
import io.berth.storage.hash.ResumableDigest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request's turn at an upload. Bytes are hashed and stored as they come; {@link #acknowledge} or {@link #complete} make
 * them count, and fail if somebody else has claimed the upload since. Closed without either, it leaves behind what was stored
 * so that the client can go on. Not for use by several threads at once.
 */
public final class UploadSession implements Closeable {
    private static final Logger LOG = Logger.getLogger(UploadSession.class.getName());
    private static final int ATTEMPTS = 5;
    private static final int READ_BUFFER = 256 * 1024;

    /** After how many bytes of one PATCH its progress is made durable, so that a death loses no more than that. */
    private static final long CHECKPOINT = 64L * 1024 * 1024;

    private final UploadStore store;
    private final Storage storage;
    private final Blobs blobs;
    private final ContentConfig config;
    private final RepositoryName repository;
    private final UUID id;
    private final int epoch;
    private final boolean interrupted;

    private long skip;
    private long position;
    private long checkpointed;
    private @Nullable Digest expected;
    private UploadStore.@Nullable Reserved reserved;
    private List<UploadStore.PartRow> parts = List.of();
    private boolean partsKnown;
    private @Nullable Writing writing;
    private @Nullable ResumableDigest sha256;
    private @Nullable MessageDigest other;
    private boolean settled;

    /** The part being written: its number, where it starts in the upload, and its file. */
    private record Writing(int number, long start, Storage.PartWriter file) {}

    UploadSession(
            UploadStore store,
            Storage storage,
            Blobs blobs,
            ContentConfig config,
            RepositoryName repository,
            UUID id,
            UploadStore.Claim claim,
            long skip) {
        this.store = store;
        this.storage = storage;
        this.blobs = blobs;
        this.config = config;
        this.repository = repository;
        this.id = id;
        this.epoch = claim.epoch();
        this.interrupted = claim.interrupted();
        this.position = claim.position();
        this.checkpointed = claim.position();
        this.skip = skip;
        this.partsKnown = claim.position() == 0;
    }

    /** Makes this the session that closes the upload. */
    UploadSession closing(Digest digest, UploadStore.Reserved found) {
        this.expected = digest;
        this.reserved = found;
        return this;
    }

    /** Where the upload stands, with what was written in this session. */
    public long position() {
        return position;
    }

    /** Takes the next bytes of the request's body; those that an earlier try had stored already are passed over. */
    public void write(ByteBuffer bytes) throws IOException {
        if (skip > 0) {
            int known = (int) Math.min(skip, bytes.remaining());
            bytes.position(bytes.position() + known);
            skip -= known;
        }
        int length = bytes.remaining();
        if (length == 0) {
            return;
        }
        Writing part = open();
        hash(bytes.duplicate());
        part.file().write(bytes);
        position += length;
        if (expected == null && position - checkpointed >= CHECKPOINT) {
            advance(part, true);
        }
    }

    /**
     * Ends a chunk: what was written is durable and counts.
     *
     * @return where the upload stands now
     */
    public long acknowledge() throws IOException {
        if (skip > 0) {
            throw new ProblemException(new Problem.OutOfOrder(id.toString(), position));
        }
        boolean held;
        if (writing == null) {
            held = store.release(id, epoch);
        } else {
            held = advance(writing, false);
        }
        settled = true;
        if (!held) {
            throw lost();
        }
        return position;
    }

    /**
     * Ends the upload: the bytes are proven to have the digest, made an object and a blob of this repository. After this
     * returns the blob is on stable storage and committed.
     *
     * @return the blob's size in bytes
     */
    public long complete(Digest digest) throws IOException {
        Digest actual = digestOfAll(digest.algorithm());
        if (!actual.equals(digest)) {
            discard();
            throw new ProblemException(new Problem.DigestMismatch(digest, actual));
        }
        for (int attempt = 1; !commit(digest); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new ProblemException(new Problem.Unavailable(
                        Duration.ofSeconds(1), "the blob is being collected just now; try again"));
            }
        }
        settled = true;
        closeFile();
        storage.removeParts(id.toString());
        return position;
    }

    /**
     * Forgets the upload and what was stored of it: its bytes are not what the client said. If somebody else has claimed it
     * since, it is theirs and stays.
     */
    public void discard() throws IOException {
        settled = true;
        closeFile();
        unreserve();
        if (store.removeHeld(id, epoch)) {
            storage.removeParts(id.toString());
        }
    }

    @Override
    public void close() throws IOException {
        if (!settled && expected == null && writing != null && position > checkpointed) {
            try {
                advance(writing, true);
            } catch (ProblemException | DbException | IOException e) {
                LOG.log(Level.FINE, "progress of a broken chunk not kept", e);
            }
        }
        closeFile();
        try {
            unreserve();
        } catch (DbException e) {
            LOG.log(Level.FINE, "a reserved key stays reserved until it is swept", e);
        }
    }

    /** Gives the key back that was reserved with the claim, if nothing was written to it. */
    private void unreserve() {
        UploadStore.Reserved unused = reserved;
        reserved = null;
        if (unused != null && !unused.present()) {
            store.unreserve(unused.key());
        }
    }

    private boolean commit(Digest digest) throws IOException {
        UploadStore.Reserved found = reserved;
        reserved = null;
        if (found == null) {
            found = store.reserve(
                    digest, ObjectKeys.layoutKey(digest), ObjectKeys.reusedKey(digest, UUID.randomUUID()));
        }
        if (found.present()) {
            try {
                if (!store.commitPresent(id, epoch, digest, position, config.leaseTime())) {
                    throw lost();
                }
            } catch (DbException e) {
                if (e.isForeignKeyViolation()) {
                    return false;
                }
                throw e;
            }
        } else {
            // If this fails it is not known whether the object was written: its key stays reserved and is swept later.
            try {
                storage.assemble(found.key(), id.toString(), written());
            } catch (FileAlreadyExistsException e) {
                // The database knew nothing of this key: it was restored to an older state, or the store came from
                // elsewhere. What lies there is not ours to sweep; the key only counts as used.
                store.tombstone(found.key());
                return false;
            }
            UploadStore.Commit commit =
                    store.commit(id, epoch, digest, found.key(), position, config.leaseTime(), config.grace());
            if (!commit.claimHeld()) {
                throw lost();
            }
            if (!commit.keyHeld()) {
                // This process counted as dead for a while, and its key was condemned; another one is as good.
                return false;
            }
            if (commit.won()) {
                blobs.remember(repository, digest, new BlobLocation(found.key(), position));
            }
        }
        return true;
    }

    private ProblemException lost() {
        long now = store.state(id, repository).map(UploadStore.State::position).orElse(0L);
        return new ProblemException(new Problem.OutOfOrder(id.toString(), now));
    }

    private Writing open() throws IOException {
        if (writing == null) {
            UploadStore.PartRow last = lastPart();
            Optional<Storage.PartWriter> own =
                    last != null && !interrupted && last.owner().equals(store.owner())
                            ? storage.reopenPart(id.toString(), last.number(), last.length())
                            : Optional.empty();
            writing = own.isPresent() && last != null
                    ? new Writing(last.number(), last.start(), own.get())
                    : new Writing(epoch, position, storage.createPart(id.toString(), epoch));
        }
        return writing;
    }

    private UploadStore.@Nullable PartRow lastPart() {
        List<UploadStore.PartRow> known = parts();
        return known.isEmpty() ? null : known.getLast();
    }

    private List<UploadStore.PartRow> parts() {
        if (!partsKnown) {
            parts = store.parts(id);
            partsKnown = true;
        }
        return parts;
    }

    /** The parts that make up the upload, this session's included. */
    private List<Storage.Part> written() {
        List<Storage.Part> all = new ArrayList<>();
        for (UploadStore.PartRow part : parts()) {
            if (writing == null || part.number() != writing.number()) {
                all.add(new Storage.Part(part.number(), part.length()));
            }
        }
        if (writing != null) {
            all.add(new Storage.Part(writing.number(), position - writing.start()));
        }
        return all;
    }

    private boolean advance(Writing part, boolean open) throws IOException {
        part.file().sync();
        boolean held = store.advance(
                id,
                epoch,
                new UploadStore.PartRow(
                        part.number(),
                        store.owner(),
                        part.start(),
                        position - part.start(),
                        sha256 == null ? null : sha256.state().orElse(null)),
                open);
        if (!held && open) {
            throw lost();
        }
        checkpointed = position;
        return held;
    }

    private void hash(ByteBuffer bytes) throws IOException {
        if (expected != null && expected.algorithm() != Algorithm.SHA256) {
            if (other == null && position == 0) {
                other = expected.algorithm().start();
            }
            if (other != null) {
                other.update(bytes);
            }
            return;
        }
        sha256().update(bytes);
    }

    private ResumableDigest sha256() throws IOException {
        if (sha256 == null) {
            UploadStore.PartRow last = position == 0 ? null : lastPart();
            byte[] state = last == null || last.end() != position ? null : last.hashState();
            sha256 = state == null ? null : ResumableDigest.restore(state).orElse(null);
            if (sha256 == null) {
                sha256 = ResumableDigest.sha256();
                if (position > 0) {
                    ResumableDigest again = sha256;
                    readAll(piece -> again.update(piece));
                }
            }
        }
        return sha256;
    }

    private Digest digestOfAll(Algorithm algorithm) throws IOException {
        if (algorithm == Algorithm.SHA256) {
            return sha256().digest();
        }
        if (other == null) {
            MessageDigest hash = algorithm.start();
            readAll(hash::update);
            return Digest.of(algorithm, hash.digest());
        }
        return Digest.of(algorithm, other.digest());
    }

    private void readAll(Consumer<ByteBuffer> sink) throws IOException {
        byte[] buffer = new byte[READ_BUFFER];
        try (InputStream in = storage.readParts(id.toString(), written())) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sink.accept(ByteBuffer.wrap(buffer, 0, n));
            }
        }
    }

    private void closeFile() throws IOException {
        if (writing != null) {
            writing.file().close();
        }
    }
}
