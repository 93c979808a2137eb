package io.berth.storage.hash;

import io.berth.oci.Algorithm;
import io.berth.oci.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running SHA-256 that another process can take up where this one stopped. It is the JDK's own hash, which uses the
 * processor's SHA instructions; where this JDK does not let its state be read, {@link #state} and {@link #restore} are
 * empty and the caller has to hash the stored bytes again. Not for use by several threads at once.
 */
public final class ResumableDigest {
    private static final @Nullable DigestState EXPORT = DigestState.find().orElse(null);

    private static final int WARM_UP_PIECE = 64 * 1024;
    private static final int WARM_UP_BYTES = 50 * 1024 * 1024;
    private static final long WARM_UP_LIMIT = TimeUnit.MILLISECONDS.toNanos(400);

    private final MessageDigest hash;
    private final @Nullable DigestState export;
    private long count;

    ResumableDigest(@Nullable DigestState export) {
        this(Algorithm.SHA256.start(), export, 0);
    }

    private ResumableDigest(MessageDigest hash, @Nullable DigestState export, long count) {
        this.hash = hash;
        this.export = export;
        this.count = count;
    }

    /** A SHA-256 of nothing yet. */
    public static ResumableDigest sha256() {
        return new ResumableDigest(EXPORT);
    }

    /** Whether {@link #state} and {@link #restore} work here; tried out once against plain hashes. */
    public static boolean isExportable() {
        return EXPORT != null;
    }

    /** Takes up a saved hash; empty if these are not the bytes of a state that this process can read. */
    public static Optional<ResumableDigest> restore(byte[] state) {
        return restore(state, EXPORT);
    }

    static Optional<ResumableDigest> restore(byte[] state, @Nullable DigestState export) {
        if (export == null || !DigestState.isWellFormed(state)) {
            return Optional.empty();
        }
        MessageDigest hash = Algorithm.SHA256.start();
        export.load(hash, state);
        return Optional.of(new ResumableDigest(hash, export, DigestState.count(state)));
    }

    /** Reads all remaining bytes; afterwards none remain. */
    public void update(ByteBuffer bytes) {
        count += bytes.remaining();
        hash.update(bytes);
    }

    /** Reads {@code length} bytes from {@code offset}. */
    public void update(byte[] bytes, int offset, int length) {
        hash.update(bytes, offset, length);
        count += length;
    }

    /** How many bytes were read, those before {@link #restore} included. */
    public long count() {
        return count;
    }

    /** The digest of what was read so far; more may be read afterwards. */
    public Digest digest() {
        try {
            return Digest.of(Algorithm.SHA256, ((MessageDigest) hash.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of " + hash.getProvider() + " cannot be copied", e);
        }
    }

    /** What {@link #restore} needs to go on from here, at most 104 bytes; empty where this JDK does not show it. */
    public Optional<byte[]> state() {
        return export == null ? Optional.empty() : Optional.of(export.save(hash, count));
    }

    /**
     * Hashes some 50 MB, for less than half a second, so that the JIT has put the processor's SHA instructions in place
     * before the first client comes: until then a push costs two to three times as much.
     */
    public static void warmUp() {
        ResumableDigest digest = sha256();
        byte[] array = new byte[WARM_UP_PIECE];
        ByteBuffer direct = ByteBuffer.allocateDirect(WARM_UP_PIECE);
        long start = System.nanoTime();
        while (digest.count() < WARM_UP_BYTES && System.nanoTime() - start < WARM_UP_LIMIT) {
            digest.update(array, 0, array.length);
            digest.update(direct.clear());
        }
    }
}
