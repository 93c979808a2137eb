package io.berth.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * An object store with write-once keys. Berth's rules, which every store keeps and {@code StorageContract} proves:
 * a key becomes visible whole or not at all; nothing is ever written over an existing key; what a call acknowledged is on
 * stable storage; deleting what is not there is no error. All calls block. Keys are {@link ObjectKeys} or others of segments
 * joined by {@code /}; one that is malformed is an {@link IllegalArgumentException}.
 */
public interface Storage extends Closeable {

    /** The store's name as configured, {@code filesystem}, {@code s3}, {@code oss}. */
    String type();

    /**
     * Starts a new part of an upload, to which only the writer returned may append. Uploads are named by 2 to 64 letters,
     * digits and hyphens, as UUIDs are; a name is not used again after {@link #removeParts}.
     *
     * @throws java.nio.file.FileAlreadyExistsException if this part number was used before
     */
    PartWriter createPart(String upload, int part) throws IOException;

    /**
     * Goes on appending to a part that this process made and whose first {@code length} bytes were acknowledged; what lies
     * beyond is cut off. Empty if this process did not make it, or its earlier writer is at work at this moment, or it has
     * become an object (then a new part must be started).
     *
     * @throws java.io.EOFException if the part has lost acknowledged bytes
     */
    Optional<PartWriter> reopenPart(String upload, int part, long length) throws IOException;

    /**
     * Makes the bytes of {@code parts}, in order, the object {@code key}, durably. A single part that this process wrote is
     * taken as it is, and its writer can append no more; everything else is copied, since a sleeping writer might still append
     * to its part. The bytes need not have been synced before, and it is cheapest before the writer is closed. After a failure
     * it may be called again.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the key exists; but where it is this very part already, that is
     *     success
     * @throws java.io.EOFException if a part is shorter than said
     */
    void assemble(String key, String upload, List<Part> parts) throws IOException;

    /** Reads the first bytes of the parts in order, to hash them again. */
    InputStream readParts(String upload, List<Part> parts) throws IOException;

    /** Removes all parts of an upload; after a crash they may be there again. */
    void removeParts(String upload) throws IOException;

    /** Writes a small object in one go, durably; refuses an existing key as {@link #assemble} does. */
    void put(String key, ByteBuffer content) throws IOException;

    /** The object's length; empty if there is none. */
    OptionalLong length(String key) throws IOException;

    /**
     * Reads {@code length} bytes from {@code offset}.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such object
     * @throws java.io.EOFException here or from the stream, if the object ends before
     */
    InputStream read(String key, long offset, long length) throws IOException;

    /** The object as a local file for sending without a copy; empty where the store has no files. Does no I/O. */
    Optional<Path> localFile(String key);

    /** Deletes objects; those that are not there count as deleted. */
    void delete(List<String> keys) throws IOException;

    /**
     * Every object below {@link ObjectKeys#BLOBS}, in no order; to be closed. What is deleted meanwhile may be left out. The
     * stream may throw {@link java.io.UncheckedIOException}.
     */
    Stream<StoredObject> list() throws IOException;

    /** The names of uploads that have parts in the store; to be closed. */
    Stream<String> uploads() throws IOException;

    /** One part of an upload: its number, and how many of its bytes count. */
    record Part(int number, long length) {}

    /** What a listing shows of an object. */
    record StoredObject(String key, long length, Instant modified) {}

    /** The one writer of a part. Not for use by several threads at once. */
    interface PartWriter extends Closeable {
        /** Appends all remaining bytes of {@code bytes}. */
        void write(ByteBuffer bytes) throws IOException;

        /** How many bytes the part has. */
        long length();

        /** Makes what was written durable. */
        void sync() throws IOException;

        /** Closes without making anything durable. */
        @Override
        void close() throws IOException;
    }
}
