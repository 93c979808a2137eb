package io.berth.storage.fs;

import io.berth.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A part that this process made, and the one writer that may append to it. Once sealed it never changes again, so that it may
 * become an object as it is. Sealing does not wait for a write under way in another thread, it fails.
 */
final class PartFile implements Storage.PartWriter {
    private enum State {
        OPEN,
        BUSY,
        CLOSED,
        SEALED,
        /** What the disk holds is unknown: a later fsync may well succeed though bytes were lost. */
        SPOILT
    }

    private static final long NEVER = -1;

    private final AtomicReference<State> state;
    private final Path path;
    private final FileChannel channel;
    private final Disk disk;
    private final Directories directories;
    private long length;
    /** The length at the last fsync. */
    private long synced = NEVER;

    private boolean nameSynced;

    /** A new part, whose file is empty. */
    PartFile(Path path, FileChannel channel, Disk disk, Directories directories) {
        this(path, channel, disk, directories, State.OPEN);
    }

    private PartFile(Path path, FileChannel channel, Disk disk, Directories directories, State state) {
        this.path = path;
        this.channel = channel;
        this.disk = disk;
        this.directories = directories;
        this.state = new AtomicReference<>(state);
    }

    /** The writer that follows this one, which has been retired; of no use before {@link #cutTo}. */
    PartFile followedBy(FileChannel reopened) {
        PartFile next = new PartFile(path, reopened, disk, directories, State.BUSY);
        next.synced = synced;
        next.nameSynced = nameSynced;
        return next;
    }

    /** Cuts off what lies beyond the acknowledged length, and lets the writing begin. */
    void cutTo(long acknowledged) throws IOException {
        State after = State.CLOSED;
        try {
            long found = channel.size();
            if (found < acknowledged) {
                throw new EOFException(path + " has lost bytes: it has " + found + " of " + acknowledged);
            }
            if (found > acknowledged) {
                synced = NEVER;
                channel.truncate(acknowledged);
            }
            length = acknowledged;
            after = State.OPEN;
        } finally {
            state.set(after);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        claim();
        int remaining = bytes.remaining();
        try {
            disk.write(channel, bytes, length);
        } finally {
            length += remaining - bytes.remaining();
            state.compareAndSet(State.BUSY, State.OPEN);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void sync() throws IOException {
        claim();
        try {
            disk.sync(channel);
            synced = length;
            if (!nameSynced) {
                directories.sync(Directories.parent(path));
                nameSynced = true;
            }
        } catch (IOException e) {
            state.set(State.SPOILT);
            throw e;
        }
        state.set(State.OPEN);
    }

    @Override
    public void close() throws IOException {
        state.compareAndSet(State.OPEN, State.CLOSED);
        channel.close();
    }

    /** Ends this writer so that another may follow it; false if it may not: sealed, spoilt, or writing at this moment. */
    boolean retire() throws IOException {
        if (state.compareAndSet(State.OPEN, State.CLOSED)) {
            channel.close();
        }
        return state.get() == State.CLOSED;
    }

    /** Ends all writing to this part for ever; false if a write is under way. */
    boolean seal() {
        return state.compareAndSet(State.OPEN, State.SEALED)
                || state.compareAndSet(State.CLOSED, State.SEALED)
                || state.get() == State.SEALED;
    }

    /** Refuses bytes that may have been lost: those after the last fsync that succeeded, if one has failed. */
    void requireSound(long needed) throws IOException {
        if (state.get() == State.SPOILT && needed > synced) {
            throw new IOException("could not be made durable before: " + path);
        }
    }

    /** Whether the sealed part has exactly this many bytes, here and on disk. */
    boolean hasLength(long expected) throws IOException {
        return length == expected && Files.size(path) == expected;
    }

    /** Makes the bytes of the sealed part durable, not its name. */
    void syncBytes() throws IOException {
        if (synced == length) {
            return;
        }
        try (FileChannel open = channel.isOpen() ? null : disk.openToWrite(path)) {
            disk.sync(open == null ? channel : open);
        } catch (IOException e) {
            state.set(State.SPOILT);
            throw e;
        }
        synced = length;
    }

    private void claim() throws IOException {
        if (!state.compareAndSet(State.OPEN, State.BUSY)) {
            throw new IOException("no longer written by this writer (" + state.get() + "): " + path);
        }
    }
}
