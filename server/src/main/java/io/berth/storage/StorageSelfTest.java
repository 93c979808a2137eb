package io.berth.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Tries at the start whether the store does what Berth needs of it, below {@code v2/.probe}. */
public final class StorageSelfTest {
    private static final String PROBES = "v2/.probe/";
    private static final byte[] CONTENT = "Berth wrote this to see whether it can.".getBytes(StandardCharsets.US_ASCII);
    private static final int RANGE_OFFSET = 6;
    private static final int RANGE_LENGTH = 5;

    private final Storage storage;
    private final String upload = UUID.randomUUID().toString();
    private final String object = PROBES + upload + "/object";
    private final String assembled = PROBES + upload + "/assembled";

    private StorageSelfTest(Storage storage) {
        this.storage = storage;
    }

    /**
     * Writes, reads, lists and deletes; leaves nothing behind. Answers in one line for the log what it found.
     *
     * @throws IOException if the store is of no use, with what it cannot do
     */
    public static String run(Storage storage) throws IOException {
        return new StorageSelfTest(storage).run();
    }

    private String run() throws IOException {
        String space;
        try {
            attempt("store an object", () -> storage.put(object, ByteBuffer.wrap(CONTENT)));
            attempt("read a range of an object", this::readRange);
            attempt("keep an object from being written over", this::writeOver);
            attempt("store an upload", this::upload);
            attempt("list objects and uploads", this::list);
            space = freeSpace();
        } catch (IOException e) {
            cleanUpAfter(e);
            throw e;
        }
        attempt("delete an upload", () -> storage.removeParts(upload));
        attempt("delete objects", this::delete);
        return "the " + storage.type() + " store works" + space;
    }

    private void readRange() throws IOException {
        byte[] expected = Arrays.copyOfRange(CONTENT, RANGE_OFFSET, RANGE_OFFSET + RANGE_LENGTH);
        require(Arrays.equals(bytes(object, RANGE_OFFSET, RANGE_LENGTH), expected), "other bytes came back");
        require(storage.length(object).orElse(-1) == CONTENT.length, "the length is wrong");
    }

    private void writeOver() throws IOException {
        try {
            storage.put(object, ByteBuffer.wrap(new byte[1]));
        } catch (FileAlreadyExistsException e) {
            return;
        }
        throw new IOException("a second object was taken for the same key");
    }

    private void upload() throws IOException {
        try (Storage.PartWriter part = storage.createPart(upload, 1)) {
            part.write(ByteBuffer.wrap(CONTENT));
            part.sync();
            storage.assemble(assembled, upload, List.of(new Storage.Part(1, CONTENT.length)));
        }
        require(Arrays.equals(bytes(assembled, 0, CONTENT.length), CONTENT), "other bytes came back");
    }

    private void list() throws IOException {
        try (Stream<Storage.StoredObject> objects = storage.list()) {
            require(objects.limit(1).allMatch(found -> found.length() >= 0), "a length is negative");
        }
        try (Stream<String> uploads = storage.uploads()) {
            require(uploads.anyMatch(upload::equals), "the upload is not listed");
        }
    }

    private void delete() throws IOException {
        storage.delete(List.of(object, assembled));
        require(storage.length(object).isEmpty(), "the object is still there");
        storage.delete(List.of(object));
    }

    private byte[] bytes(String key, long offset, long length) throws IOException {
        try (var in = storage.read(key, offset, length)) {
            return in.readAllBytes();
        }
    }

    private String freeSpace() throws IOException {
        Optional<Path> file = storage.localFile(object);
        return file.isEmpty()
                ? ""
                : ", " + (Files.getFileStore(file.get()).getUsableSpace() >> 20) + " MiB free at "
                        + file.get().toString().replace(object, "");
    }

    private void cleanUpAfter(IOException failure) {
        try {
            storage.removeParts(upload);
            storage.delete(List.of(object, assembled));
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private void attempt(String what, Step step) throws IOException {
        try {
            step.run();
        } catch (IOException e) {
            throw new IOException("the " + storage.type() + " store cannot " + what + ": " + e, e);
        }
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }

    /** One thing to try. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
