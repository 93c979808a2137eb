package io.berth.storage.fs;

import io.berth.storage.Storage.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/** Reads parts one after another, each opened when its turn comes. */
final class JoinedParts extends InputStream {
    private final Iterator<Part> following;
    private final Opening opening;
    private InputStream current = InputStream.nullInputStream();

    JoinedParts(List<Part> parts, Opening opening) {
        this.following = parts.iterator();
        this.opening = opening;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read;
        while ((read = current.read(into, offset, length)) < 0) {
            if (!following.hasNext()) {
                return -1;
            }
            current.close();
            current = opening.open(following.next());
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }

    /** Opens one part. */
    @FunctionalInterface
    interface Opening {
        InputStream open(Part part) throws IOException;
    }
}
