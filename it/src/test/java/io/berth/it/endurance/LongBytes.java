package io.berth.it.endurance;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;

/**
 * So many bytes that they are made while they are read: a random megabyte again and again, each time with its own number, so
 * that no two are equal and a lost or doubled one changes the digest.
 */
final class LongBytes extends InputStream {
    private static final int BLOCK = 1 << 20;
    private final byte[] block = new byte[BLOCK];
    private final long length;
    private long position;

    LongBytes(long seed, long length) {
        new Random(seed).nextBytes(block);
        this.length = length;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (position == length) {
            return -1;
        }
        int inBlock = (int) (position % BLOCK);
        if (inBlock == 0) {
            ByteBuffer.wrap(block).putLong(position);
        }
        int n = (int) Math.min(Math.min(count, BLOCK - inBlock), length - position);
        System.arraycopy(block, inBlock, target, offset, n);
        position += n;
        return n;
    }
}
