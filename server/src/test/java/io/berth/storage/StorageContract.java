package io.berth.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.Digest;
import io.berth.storage.Storage.Part;
import io.berth.storage.Storage.PartWriter;
import io.berth.storage.Storage.StoredObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises. {@code one} and {@code other} are two processes on the same bytes. */
public abstract class StorageContract {
    protected static final Digest DIGEST = Digest.of("some blob".getBytes(US_ASCII));
    protected static final String KEY = ObjectKeys.layoutKey(DIGEST);
    protected static final String OTHER_KEY = ObjectKeys.reusedKey(DIGEST, new UUID(1, 2));

    protected final String upload = UUID.randomUUID().toString();
    protected Storage one;
    protected Storage other;

    /** Opens the store, the same bytes each time within one test. */
    protected abstract Storage open() throws IOException;

    @BeforeEach
    void openTwice() throws IOException {
        one = open();
        other = open();
    }

    @AfterEach
    void closeBoth() throws IOException {
        one.close();
        other.close();
    }

    @Test
    void whatWasPutIsReadByAnotherProcess() throws IOException {
        one.put(KEY, bytes("hello"));
        assertThat(content(other, KEY)).isEqualTo("hello");
    }

    @Test
    void anObjectHasItsLength() throws IOException {
        one.put(KEY, bytes("hello"));
        assertThat(other.length(KEY)).hasValue(5);
        assertThat(other.length(OTHER_KEY)).isEmpty();
    }

    @Test
    void anEmptyObjectIsAnObject() throws IOException {
        one.put(KEY, bytes(""));
        assertThat(one.length(KEY)).hasValue(0);
        assertThat(read(one, KEY, 0, 0)).isEmpty();
    }

    @Test
    void aRangeIsRead() throws IOException {
        one.put(KEY, bytes("hello world"));
        assertThat(read(one, KEY, 0, 1)).isEqualTo("h");
        assertThat(read(one, KEY, 4, 3)).isEqualTo("o w");
        assertThat(read(one, KEY, 6, 5)).isEqualTo("world");
        assertThat(read(one, KEY, 11, 0)).isEmpty();
    }

    @Test
    void aRangeIsReadByteByByteAndWithSkips() throws IOException {
        one.put(KEY, ByteBuffer.wrap(new byte[] {1, 2, (byte) 0xff, 4, 5}));
        try (InputStream in = one.read(KEY, 1, 4)) {
            assertThat(in.read()).isEqualTo(2);
            assertThat(in.read()).isEqualTo(0xff);
            in.skipNBytes(1);
            assertThat(in.read()).isEqualTo(5);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aRangeBeyondTheEndIsNotSilentlyShort() throws IOException {
        one.put(KEY, bytes("hello"));
        assertThatThrownBy(() -> read(one, KEY, 3, 3)).isInstanceOf(EOFException.class);
    }

    @Test
    void readingWhatIsNotThereIsRefused() {
        assertThatThrownBy(() -> read(one, KEY, 0, 1)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anObjectIsNeverWrittenOverByPut() throws IOException {
        one.put(KEY, bytes("first"));
        assertThatThrownBy(() -> other.put(KEY, bytes("second"))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(content(one, KEY)).isEqualTo("first");
    }

    @Test
    void anObjectIsNeverWrittenOverByAssemble() throws IOException {
        one.put(KEY, bytes("first"));
        write(one, 1, "second");
        assertThatThrownBy(() -> one.assemble(KEY, upload, List.of(new Part(1, 6))))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> other.assemble(KEY, upload, List.of(new Part(1, 6))))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(content(one, KEY)).isEqualTo("first");
    }

    @Test
    void aPartRefusedUnderOneKeyIsTakenUnderAnother() throws IOException {
        one.put(KEY, bytes("first"));
        write(one, 1, "second");
        assertThatThrownBy(() -> one.assemble(KEY, upload, List.of(new Part(1, 6))))
                .isInstanceOf(FileAlreadyExistsException.class);
        one.assemble(OTHER_KEY, upload, List.of(new Part(1, 6)));
        assertThat(content(one, OTHER_KEY)).isEqualTo("second");
    }

    @Test
    void aPartBecomesAnObject() throws IOException {
        write(one, 1, "hello ", "world");
        one.assemble(KEY, upload, List.of(new Part(1, 11)));
        assertThat(content(other, KEY)).isEqualTo("hello world");
    }

    @Test
    void aPartBecomesAnObjectWhileItsWriterIsOpen() throws IOException {
        try (PartWriter writer = one.createPart(upload, 1)) {
            writer.write(bytes("hello"));
            one.assemble(KEY, upload, List.of(new Part(1, 5)));
        }
        assertThat(content(other, KEY)).isEqualTo("hello");
    }

    @Test
    void aDirectBufferIsWrittenWhole() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(100_000);
        try (PartWriter writer = one.createPart(upload, 1)) {
            writer.write(direct);
            assertThat(writer.length()).isEqualTo(100_000);
        }
        assertThat(direct.hasRemaining()).isFalse();
        one.assemble(KEY, upload, List.of(new Part(1, 100_000)));
        assertThat(one.length(KEY)).hasValue(100_000);
    }

    @Test
    void partsAreJoinedInTheOrderGiven() throws IOException {
        write(one, 1, "world");
        write(one, 2, "hello ");
        one.assemble(KEY, upload, List.of(new Part(2, 6), new Part(1, 5)));
        assertThat(content(other, KEY)).isEqualTo("hello world");
    }

    @Test
    void partsOfSeveralProcessesAreJoined() throws IOException {
        write(one, 1, "hello ");
        write(other, 2, "world");
        open().assemble(KEY, upload, List.of(new Part(1, 6), new Part(2, 5)));
        assertThat(content(one, KEY)).isEqualTo("hello world");
    }

    @Test
    void noPartsAreAnEmptyObject() throws IOException {
        one.assemble(KEY, upload, List.of());
        assertThat(one.length(KEY)).hasValue(0);
    }

    @Test
    void anEmptyPartIsAnEmptyObject() throws IOException {
        write(one, 1);
        one.assemble(KEY, upload, List.of(new Part(1, 0)));
        assertThat(one.length(KEY)).hasValue(0);
    }

    @Test
    void whatWasNotAcknowledgedOfAPartIsLeftOut() throws IOException {
        write(one, 1, "hello, this was never acknowledged");
        one.assemble(KEY, upload, List.of(new Part(1, 5)));
        other.assemble(OTHER_KEY, upload, List.of(new Part(1, 5)));
        assertThat(content(one, KEY)).isEqualTo("hello");
        assertThat(content(one, OTHER_KEY)).isEqualTo("hello");
    }

    @Test
    void aPartShorterThanSaidMakesNoObject() throws IOException {
        write(one, 1, "hello");
        List<Part> parts = List.of(new Part(1, 6));
        assertThatThrownBy(() -> one.assemble(KEY, upload, parts)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> other.assemble(KEY, upload, parts)).isInstanceOf(EOFException.class);
        assertThat(one.length(KEY)).isEmpty();
    }

    @Test
    void aMissingPartMakesNoObject() throws IOException {
        write(one, 1, "hello");
        assertThatThrownBy(() -> one.assemble(KEY, upload, List.of(new Part(1, 5), new Part(2, 5))))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(one.length(KEY)).isEmpty();
    }

    @Test
    void assemblingThePartAgainIsHarmless() throws IOException {
        write(one, 1, "hello");
        one.assemble(KEY, upload, List.of(new Part(1, 5)));
        one.assemble(KEY, upload, List.of(new Part(1, 5)));
        assertThat(content(one, KEY)).isEqualTo("hello");
    }

    @Test
    void aPartNumberIsUsedOnce() throws IOException {
        write(one, 1, "hello");
        assertThatThrownBy(() -> one.createPart(upload, 1)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> other.createPart(upload, 1)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aPartIsContinuedByItsProcess() throws IOException {
        write(one, 1, "hello");
        try (PartWriter writer = one.reopenPart(upload, 1, 5).orElseThrow()) {
            writer.write(bytes(" world"));
            writer.sync();
            assertThat(writer.length()).isEqualTo(11);
        }
        one.assemble(KEY, upload, List.of(new Part(1, 11)));
        assertThat(content(one, KEY)).isEqualTo("hello world");
    }

    @Test
    void whatWasNotAcknowledgedIsCutOffWhenAPartIsContinued() throws IOException {
        write(one, 1, "hello, this was never acknowledged");
        try (PartWriter writer = one.reopenPart(upload, 1, 5).orElseThrow()) {
            writer.write(bytes("!"));
        }
        one.assemble(KEY, upload, List.of(new Part(1, 6)));
        assertThat(content(one, KEY)).isEqualTo("hello!");
    }

    @Test
    void onlyTheLatestWriterOfAPartWrites() throws IOException {
        try (PartWriter sleeping = one.createPart(upload, 1)) {
            sleeping.write(bytes("hello"));
            try (PartWriter writer = one.reopenPart(upload, 1, 5).orElseThrow()) {
                assertThatThrownBy(() -> sleeping.write(bytes("zombie"))).isInstanceOf(IOException.class);
                writer.write(bytes("!"));
            }
        }
        one.assemble(KEY, upload, List.of(new Part(1, 6)));
        assertThat(content(one, KEY)).isEqualTo("hello!");
    }

    @Test
    void aPartIsNotContinuedByAnotherProcess() throws IOException {
        write(one, 1, "hello");
        assertThat(other.reopenPart(upload, 1, 5)).isEmpty();
        assertThat(other.reopenPart(upload, 2, 0)).isEmpty();
    }

    @Test
    void whatBecameAnObjectIsNotContinued() throws IOException {
        write(one, 1, "hello");
        one.assemble(KEY, upload, List.of(new Part(1, 5)));
        assertThat(one.reopenPart(upload, 1, 5)).isEmpty();
        assertThat(content(one, KEY)).isEqualTo("hello");
    }

    @Test
    void aWriterThatGoesOnCannotChangeItsObject() throws IOException {
        try (PartWriter zombie = one.createPart(upload, 1)) {
            zombie.write(bytes("hello"));
            one.assemble(KEY, upload, List.of(new Part(1, 5)));
            assertThatThrownBy(() -> zombie.write(bytes(" zombie"))).isInstanceOf(IOException.class);
            assertThat(content(other, KEY)).isEqualTo("hello");
            assertThat(other.length(KEY)).hasValue(5);
        }
    }

    @Test
    void aWriterThatGoesOnCannotChangeTheObjectOfAnotherProcess() throws IOException {
        try (PartWriter zombie = one.createPart(upload, 1)) {
            zombie.write(bytes("hello"));
            zombie.sync();
            other.assemble(KEY, upload, List.of(new Part(1, 5)));
            zombie.write(bytes(" zombie"));
            zombie.sync();
            assertThat(content(other, KEY)).isEqualTo("hello");
            assertThat(one.length(KEY)).hasValue(5);
        }
    }

    @Test
    void partsAreReadInOrderUpToTheirLength() throws IOException {
        write(one, 1, "hello, never acknowledged");
        write(one, 2, "");
        write(one, 3, " world");
        try (InputStream in = other.readParts(upload, List.of(new Part(1, 5), new Part(2, 0), new Part(3, 6)))) {
            assertThat(in.readAllBytes()).asString(US_ASCII).isEqualTo("hello world");
        }
        try (InputStream in = other.readParts(upload, List.of())) {
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aPartShorterThanSaidIsNotReadAsIfItWereWhole() throws IOException {
        write(one, 1, "hello");
        assertThatThrownBy(() -> {
                    try (InputStream in = one.readParts(upload, List.of(new Part(1, 6)))) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(EOFException.class);
    }

    @Test
    void removingPartsLeavesTheObject() throws IOException {
        write(one, 1, "hello");
        one.assemble(KEY, upload, List.of(new Part(1, 5)));
        one.removeParts(upload);
        one.removeParts(upload);
        assertThat(content(one, KEY)).isEqualTo("hello");
        assertThat(uploads()).isEmpty();
    }

    @Test
    void partsOfAllProcessesAreRemoved() throws IOException {
        write(one, 1, "hello");
        write(other, 2, "world");
        one.removeParts(upload);
        assertThat(uploads()).isEmpty();
        assertThatThrownBy(() -> other.assemble(KEY, upload, List.of(new Part(2, 5))))
                .isInstanceOf(IOException.class);
        assertThat(one.length(KEY)).isEmpty();
    }

    @Test
    void aRemovedUploadIsNotContinued() throws IOException {
        write(one, 1, "hello");
        one.removeParts(upload);
        assertThat(one.reopenPart(upload, 1, 5)).isEmpty();
    }

    @Test
    void uploadsWithPartsAreListed() throws IOException {
        String second = UUID.randomUUID().toString();
        write(one, 1, "hello");
        other.createPart(second, 1).close();
        assertThat(uploads()).containsExactlyInAnyOrder(upload, second);
    }

    @Test
    void whatIsDeletedIsGone() throws IOException {
        one.put(KEY, bytes("hello"));
        one.put(OTHER_KEY, bytes("world"));
        other.delete(List.of(KEY));
        assertThat(one.length(KEY)).isEmpty();
        assertThatThrownBy(() -> read(one, KEY, 0, 1)).isInstanceOf(NoSuchFileException.class);
        assertThat(content(one, OTHER_KEY)).isEqualTo("world");
    }

    @Test
    void deletingWhatIsNotThereIsNoError() throws IOException {
        one.put(KEY, bytes("hello"));
        one.delete(List.of(OTHER_KEY, KEY, KEY));
        one.delete(List.of(KEY));
        one.delete(List.of());
        assertThat(one.length(KEY)).isEmpty();
    }

    @Test
    void blobsAreListedUnderTheirKeys() throws IOException {
        String third = ObjectKeys.layoutKey(Digest.of(new byte[] {3}));
        String noBlob = "v2/.probe/x/object";
        Instant before = Instant.now();
        one.put(KEY, bytes("hello"));
        one.put(OTHER_KEY, bytes("hello world"));
        one.put(third, bytes(""));
        one.put(noBlob, bytes("nobody asks for it"));
        write(one, 1, "part");

        try (Stream<StoredObject> objects = other.list()) {
            assertThat(objects)
                    .satisfiesExactlyInAnyOrder(
                            found -> assertObject(found, KEY, 5, before),
                            found -> assertObject(found, OTHER_KEY, 11, before),
                            found -> assertObject(found, third, 0, before));
        }
    }

    @Test
    void anEmptyStoreListsNothing() throws IOException {
        try (Stream<StoredObject> objects = one.list()) {
            assertThat(objects).isEmpty();
        }
        assertThat(uploads()).isEmpty();
    }

    @Test
    void aLocalFileIsTheObject() throws IOException {
        one.put(KEY, bytes("hello"));
        one.localFile(KEY).ifPresent(file -> assertThat(file).hasContent("hello"));
        one.localFile(OTHER_KEY)
                .ifPresent(file -> assertThat(Files.exists(file)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", "..", "a/../b", "../a", ".", "a/./b", "a\0b"})
    void aMalformedKeyIsRefused(String key) {
        assertThatThrownBy(() -> one.put(key, bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.length(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.read(key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.localFile(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.delete(List.of(key))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.assemble(key, upload, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".", "a/b", "/"})
    void aMalformedUploadNameIsRefused(String name) {
        assertThatThrownBy(() -> one.createPart(name, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.removeParts(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.assemble(KEY, name, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSelfTestPassesAndLeavesNothing() throws IOException {
        assertThat(StorageSelfTest.run(one)).startsWith("the " + one.type() + " store works");
        assertThat(uploads()).isEmpty();
        try (Stream<StoredObject> objects = one.list()) {
            assertThat(objects).isEmpty();
        }
    }

    /** Makes a part, synced and closed. */
    protected final void write(Storage storage, int part, String... pieces) throws IOException {
        try (PartWriter writer = storage.createPart(upload, part)) {
            for (String piece : pieces) {
                writer.write(bytes(piece));
            }
            writer.sync();
        }
    }

    protected static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    protected static String content(Storage storage, String key) throws IOException {
        return read(storage, key, 0, storage.length(key).orElseThrow());
    }

    protected static String read(Storage storage, String key, long offset, long length) throws IOException {
        try (InputStream in = storage.read(key, offset, length)) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }

    private List<String> uploads() throws IOException {
        try (Stream<String> uploads = other.uploads()) {
            return uploads.toList();
        }
    }

    private static void assertObject(StoredObject found, String key, long length, Instant before) {
        assertThat(found.key()).isEqualTo(key);
        assertThat(found.length()).isEqualTo(length);
        assertThat(found.modified())
                .isBetween(before.minusSeconds(60), Instant.now().plusSeconds(60));
    }
}
