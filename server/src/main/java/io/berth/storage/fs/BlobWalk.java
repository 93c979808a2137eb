package io.berth.storage.fs;

import io.berth.storage.ObjectKeys;
import io.berth.storage.Storage.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks {@code blobs/<algorithm>/<two digits>/<digest>/data*}, one directory of each level in memory at a time. What is
 * deleted beside it is left out.
 */
final class BlobWalk implements Iterator<StoredObject> {
    private static final int FILE_DEPTH = 4;
    private static final String DATA = "data";

    private final Path root;
    private final Deque<Iterator<Path>> levels = new ArrayDeque<>();
    private @Nullable StoredObject next;

    BlobWalk(Path root) throws IOException {
        this.root = root;
        levels.push(Listing.of(root.resolve(ObjectKeys.BLOBS)).iterator());
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && !levels.isEmpty()) {
                advance(levels.getFirst());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return next != null;
    }

    @Override
    public StoredObject next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        StoredObject found = next;
        next = null;
        return found;
    }

    private void advance(Iterator<Path> level) throws IOException {
        if (!level.hasNext()) {
            levels.pop();
        } else if (levels.size() < FILE_DEPTH) {
            levels.push(Listing.of(level.next()).iterator());
        } else {
            next = object(level.next());
        }
    }

    private @Nullable StoredObject object(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        BasicFileAttributes attributes =
                name.equals(DATA) || name.startsWith(DATA + ".") ? Listing.attributes(file) : null;
        return attributes == null
                ? null
                : new StoredObject(
                        root.relativize(file).toString(),
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant());
    }
}
