package io.berth.storage.hash;

import io.berth.oci.Algorithm;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads and sets the state of the JDK's SHA-256, and Berth's form of it: a version byte, the eight words, the count of
 * bytes, and the bytes of the block that is not yet full. The fields are no API of the JDK, so {@link #find} hands this out
 * only after it was proved to work in this process. The process needs {@code --add-opens} for {@code java.security} and
 * {@code sun.security.provider} of {@code java.base}.
 */
final class DigestState {
    private static final byte VERSION = 1;
    private static final int WORDS = 8;
    private static final int BLOCK = 64;
    private static final int FIXED = 1 + WORDS * Integer.BYTES + Long.BYTES;
    private static final int[] TRIED_LENGTHS = {0, 1, 55, 56, 63, 64, 65, 127, 128, 1000};

    private final Field spi;
    private final Field words;
    private final Field block;
    private final Field blockLength;
    private final Field count;

    private DigestState(MessageDigest sample) throws ReflectiveOperationException {
        spi = field(sample.getClass(), "digestSpi");
        Class<?> type = spi.get(sample).getClass();
        words = field(type, "state");
        block = field(type, "buffer");
        blockLength = field(type, "bufOfs");
        count = field(type, "bytesProcessed");
    }

    /** Access to the state; empty if this JDK forbids it or keeps its state otherwise. */
    static Optional<DigestState> find() {
        try {
            DigestState found = new DigestState(Algorithm.SHA256.start());
            return found.works() ? Optional.of(found) : Optional.empty();
        } catch (ReflectiveOperationException
                | InaccessibleObjectException
                | IllegalStateException
                | IllegalArgumentException
                | ClassCastException e) {
            return Optional.empty();
        }
    }

    static boolean isWellFormed(byte[] state) {
        return state.length >= FIXED
                && state[0] == VERSION
                && count(state) >= 0
                && state.length == FIXED + count(state) % BLOCK;
    }

    static long count(byte[] state) {
        return ByteBuffer.wrap(state).getLong(1 + WORDS * Integer.BYTES);
    }

    byte[] save(MessageDigest hash, long read) {
        try {
            Object from = spi.get(hash);
            int partial = blockLength.getInt(from);
            ByteBuffer state = ByteBuffer.allocate(FIXED + partial).put(VERSION);
            for (int word : (int[]) words.get(from)) {
                state.putInt(word);
            }
            return state.putLong(read).put((byte[]) block.get(from), 0, partial).array();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the state of SHA-256 was readable a moment ago", e);
        }
    }

    /** Gives {@code fresh}, which has read nothing, the well formed {@code state}. */
    void load(MessageDigest fresh, byte[] state) {
        try {
            Object to = spi.get(fresh);
            ByteBuffer from = ByteBuffer.wrap(state, 1, state.length - 1);
            int[] toWords = (int[]) words.get(to);
            for (int i = 0; i < WORDS; i++) {
                toWords[i] = from.getInt();
            }
            count.setLong(to, from.getLong());
            blockLength.setInt(to, from.remaining());
            from.get((byte[]) block.get(to), 0, from.remaining());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the state of SHA-256 was writable a moment ago", e);
        }
    }

    /** Hashes in two halves, the second by a restored copy, and compares with the JDK's answer for the whole. */
    private boolean works() throws IllegalAccessException {
        byte[] text = new byte[2 * TRIED_LENGTHS[TRIED_LENGTHS.length - 1]];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (i * 31);
        }
        for (int first : TRIED_LENGTHS) {
            for (int second : TRIED_LENGTHS) {
                MessageDigest whole = Algorithm.SHA256.start();
                whole.update(text, 0, first);
                if (!hasKnownShape(whole, first)) {
                    return false;
                }
                MessageDigest restored = Algorithm.SHA256.start();
                load(restored, save(whole, first));
                restored.update(text, first, second);
                whole.update(text, first, second);
                if (!Arrays.equals(restored.digest(), whole.digest())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean hasKnownShape(MessageDigest hash, int read) throws IllegalAccessException {
        Object from = spi.get(hash);
        return ((int[]) words.get(from)).length == WORDS
                && ((byte[]) block.get(from)).length == BLOCK
                && blockLength.getInt(from) == read % BLOCK
                && count.getLong(from) == read;
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> t = type; t != null; t = t.getSuperclass()) {
            for (Field field : t.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(type.getName() + "." + name);
    }
}
