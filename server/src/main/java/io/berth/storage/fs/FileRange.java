package io.berth.storage.fs;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/** Reads a range of a file; a file that ends before the range does is an {@link EOFException}, not the end. */
final class FileRange extends InputStream {
    /** The JDK copies through a direct buffer as large as the read, and keeps it. */
    private static final int LARGEST_READ = 64 * 1024;

    private final Path path;
    private final FileChannel file;
    private long position;
    private final long end;

    FileRange(Disk disk, Path path, long offset, long length) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("no range: " + length + " bytes from " + offset);
        }
        this.path = path;
        this.file = disk.openToRead(path);
        this.position = offset;
        this.end = Math.addExact(offset, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        int most = (int) Math.min(Math.min(length, LARGEST_READ), end - position);
        int read = file.read(ByteBuffer.wrap(into, offset, most), position);
        if (read < 0) {
            throw new EOFException(path + " ends at " + position + ", before " + end);
        }
        position += read;
        return read;
    }

    @Override
    public long skip(long bytes) {
        long skipped = Math.clamp(bytes, 0, end - position);
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
