package io.berth.storage.fs;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;

/**
 * Makes directories below the root, and makes them durable. Those that hold directories are remembered, so that they are made
 * and synced once; those that hold files are not, since whoever deletes the last file in one removes it too.
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
        try {
            makeIfMissing(directory);
        } catch (NoSuchFileException e) {
            Path parent = parent(directory);
            durable.remove(parent);
            make(parent);
            makeIfMissing(directory);
        }
    }

    /** Makes the names in a directory durable that is itself known to be. */
    void sync(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    /**
     * Makes a name just made in {@code directory} durable: the directory, and the names of all directories above it as far as
     * they are not known to be durable. Bottom up and after the name was made, since until there is a file in it anybody may
     * remove the directory and make another.
     */
    void syncUpwards(Path directory) throws IOException {
        disk.syncDirectory(directory);
        Path above = parent(directory);
        disk.syncDirectory(above);
        while (!above.equals(root) && !durable.contains(above)) {
            disk.syncDirectory(parent(above));
            above = parent(above);
        }
        for (Path p = parent(directory); !p.equals(above); p = parent(p)) {
            durable.add(p);
        }
    }

    private void makeIfMissing(Path directory) throws IOException {
        try {
            disk.makeDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            return;
        }
    }

    /** The directory that holds {@code path}, which lies below some root. */
    static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("not below the root: " + path);
        }
        return parent;
    }
}
