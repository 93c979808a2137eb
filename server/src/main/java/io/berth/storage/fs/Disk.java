package io.berth.storage.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The system calls that the store is made of, each counted. */
final class Disk {
    private final FileOperations operations = new FileOperations();

    FileOperations operations() {
        return operations;
    }

    FileChannel openToRead(Path file) throws IOException {
        operations.opens.increment();
        return againIfStale(() -> FileChannel.open(file, StandardOpenOption.READ));
    }

    FileChannel openToWrite(Path file) throws IOException {
        operations.opens.increment();
        return againIfStale(() -> FileChannel.open(file, StandardOpenOption.WRITE));
    }

    /** Makes and opens a file; fails if there is one. */
    FileChannel create(Path file) throws IOException {
        operations.opens.increment();
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Writes all of {@code bytes} at {@code position}; if it fails, what remains in {@code bytes} was not written. */
    void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            operations.writes.increment();
            at += file.write(bytes, at);
        }
    }

    void sync(FileChannel file) throws IOException {
        operations.syncs.increment();
        file.force(true);
    }

    /** Makes the names in a directory durable. */
    void syncDirectory(Path directory) throws IOException {
        try (FileChannel opened = openToRead(directory)) {
            sync(opened);
        }
    }

    void link(Path existing, Path name) throws IOException {
        operations.links.increment();
        Files.createLink(name, existing);
    }

    void delete(Path fileOrEmptyDirectory) throws IOException {
        operations.deletes.increment();
        Files.deleteIfExists(fileOrEmptyDirectory);
    }

    void makeDirectory(Path directory) throws IOException {
        operations.mkdirs.increment();
        Files.createDirectory(directory);
    }

    /**
     * Repeats an opening that failed once for a reason that has no exception class of its own. One of these is ESTALE, "stale
     * file handle", of an NFS client that had cached the name before another machine changed it: it looks the name up anew.
     */
    static FileChannel againIfStale(Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (FileSystemException e) {
            if (e.getClass() != FileSystemException.class) {
                throw e;
            }
            return opening.open();
        }
    }

    /** A way to open a file. */
    @FunctionalInterface
    interface Opening {
        FileChannel open() throws IOException;
    }
}
