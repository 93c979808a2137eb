package io.berth.db.embedded;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The right to start and stop the server of a directory; one process has it, and the kernel takes it back when it dies. */
final class DirectoryLock implements Closeable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock and writes this process's pid into it; empty if another one holds it. */
    static Optional<DirectoryLock> take(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = tryLock(channel) != null;
            if (taken) {
                channel.truncate(0);
                String pid = ProcessHandle.current().pid() + "\n";
                channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
                return Optional.of(new DirectoryLock(channel));
            }
            return Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /** Whether a living process holds it. */
    static boolean isHeld(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            return lock == null;
        }
    }

    /** The pid that the last holder wrote, for messages. */
    static String holder(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII).strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
