package io.berth.storage.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;

/**
 * Makes directories below the root, and makes them durable. Those that stay are remembered, so that their names are synced
 * once; those that hold objects are not, since whoever deletes the last object in one removes it too.
 */
final class Directories {
    private static final int REMEMBERED = 4096;

    private final Path root;
    private final Disk disk;
    private final Set<Path> durable = Collections.newSetFromMap(Recent.map(REMEMBERED));

    Directories(Path root, Disk disk) {
        this.root = root;
        this.disk = disk;
    }

    /** Makes {@code directory} and what is missing above it, but never the root: without it the disk is not mounted. */
    void make(Path directory) throws IOException {
        if (directory.equals(root)) {
            throw new NoSuchFileException(root.toString(), null, "the root of the store is gone");
        }
        if (!isMade(directory)) {
            make(parent(directory));
            if (!isMade(directory)) {
                throw new NoSuchFileException(directory.toString(), null, "what is above it vanished");
            }
        }
    }

    /** Makes the names in a directory durable that nobody removes, and its own name, if that is not known to be. */
    void sync(Path directory) throws IOException {
        disk.syncDirectory(directory);
        if (!directory.equals(root) && !durable.contains(directory)) {
            sync(parent(directory));
            durable.add(directory);
        }
    }

    /**
     * Makes the names in a directory of objects durable, and its own name. After there is an object in it, not before: until
     * then anybody may remove it and make another.
     */
    void syncWithName(Path directoryOfObjects) throws IOException {
        disk.syncDirectory(directoryOfObjects);
        sync(parent(directoryOfObjects));
    }

    /** The directory that holds {@code path}, which lies below some root. */
    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("not below the root: " + path);
        }
        return parent;
    }

    private boolean isMade(Path directory) throws IOException {
        try {
            disk.makeDirectory(directory);
            durable.remove(directory);
            return true;
        } catch (FileAlreadyExistsException e) {
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
