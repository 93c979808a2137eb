package io.berth.storage.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.Digest;
import io.berth.storage.ObjectKeys;
import io.berth.storage.Storage;
import io.berth.storage.Storage.Part;
import io.berth.storage.Storage.PartWriter;
import io.berth.storage.StorageContract;
import io.berth.storage.StorageSelfTest;
import io.berth.storage.fs.FileOperations.Counts;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStorageTest extends StorageContract {
    private static final List<Part> HELLO = List.of(new Part(1, 5));

    @TempDir
    Path directory;

    @Override
    protected Storage open() throws IOException {
        return FileStorage.open(directory.resolve("store"), Clock.systemUTC());
    }

    // Where things lie

    @Test
    void aBlobLiesWhereDistributionLooksForIt() throws IOException {
        one.put(KEY, bytes("hello"));
        assertThat(root().resolve("docker/registry/v2/blobs/sha256")
                        .resolve(DIGEST.hex().substring(0, 2))
                        .resolve(DIGEST.hex())
                        .resolve("data"))
                .hasContent("hello");
    }

    @Test
    void aPartIsNamedAfterItsUpload() throws IOException {
        write(one, 12, "hello");
        assertThat(partFile("000012")).hasContent("hello");
    }

    @Test
    void anUploadOfASimilarNameKeepsItsParts() throws IOException {
        String longer = upload + "-2";
        one.createPart(longer, 1).close();
        write(one, 1, "hello");
        one.removeParts(upload);
        try (Stream<String> uploads = one.uploads()) {
            assertThat(uploads).containsExactly(longer);
        }
    }

    @Test
    void thereAreNoMorePartsThanTheirNamesHaveRoomFor() {
        assertThatThrownBy(() -> one.createPart(upload, 1_000_000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> one.createPart(upload, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatDistributionStoredIsServed() throws IOException {
        Files.writeString(Files.createDirectories(blobDirectory()).resolve("data"), "hello");
        Path link = root().resolve("docker/registry/v2/repositories/app/_layers/sha256/" + DIGEST.hex());
        Files.writeString(Files.createDirectories(link).resolve("link"), DIGEST.toString());

        assertThat(content(one, KEY)).isEqualTo("hello");
        try (Stream<Storage.StoredObject> objects = one.list()) {
            assertThat(objects.map(Storage.StoredObject::key)).containsExactly(KEY);
        }
    }

    @Test
    void strangeFilesAmongBlobsAreNotListed() throws IOException {
        one.put(KEY, bytes("hello"));
        Path blob = blobDirectory();
        Files.writeString(blob.resolve("database"), "no");
        Files.writeString(blob.resolveSibling("data"), "no");
        Files.createDirectories(blob.resolve("data.directory"));
        try (Stream<Storage.StoredObject> objects = one.list()) {
            assertThat(objects.map(Storage.StoredObject::key)).containsExactly(KEY);
        }
    }

    @Test
    void theListingGoesOnWhenDirectoriesVanish() throws IOException {
        List<String> keys = IntStream.range(0, 50)
                .mapToObj(i -> ObjectKeys.layoutKey(Digest.of(new byte[] {(byte) i})))
                .toList();
        for (String key : keys) {
            one.put(key, bytes("x"));
        }
        try (Stream<Storage.StoredObject> objects = one.list()) {
            assertThat(objects.peek(first -> deleteAllBut(first.key(), keys)).count())
                    .isEqualTo(1);
        }
    }

    // How many operations

    @Test
    void aPushThatComesWholeTakesThreeSyncs() throws IOException {
        FileStorage storage = warm();
        Counts before = storage.operations().counts();

        try (PartWriter writer = storage.createPart(upload, 1)) {
            writer.write(bytes("hello"));
            storage.assemble(KEY, upload, HELLO);
        }
        storage.removeParts(upload);

        // Opened and synced: the part, the blob's directory and the one above it.
        assertThat(storage.operations().counts().since(before)).isEqualTo(new Counts(3, 1, 3, 1, 1, 1));
    }

    @Test
    void aPartThatWasSyncedIsNotSyncedAgain() throws IOException {
        FileStorage storage = warm();
        write(storage, 1, "hello");
        Counts before = storage.operations().counts();

        storage.assemble(KEY, upload, HELLO);

        assertThat(storage.operations().counts().since(before)).isEqualTo(new Counts(2, 0, 2, 1, 0, 1));
    }

    @Test
    void theNameOfAPartIsSyncedOnce() throws IOException {
        FileStorage storage = warm();
        Counts before = storage.operations().counts();
        write(storage, 1, "a");
        assertThat(storage.operations().counts().since(before)).isEqualTo(new Counts(2, 1, 2, 0, 0, 0));

        before = storage.operations().counts();
        try (PartWriter writer = storage.reopenPart(upload, 1, 1).orElseThrow()) {
            writer.write(bytes("b"));
            writer.sync();
        }
        assertThat(storage.operations().counts().since(before)).isEqualTo(new Counts(1, 1, 1, 0, 0, 0));
    }

    @Test
    void aSmallObjectTakesThreeSyncsToo() throws IOException {
        FileStorage storage = warm();
        Counts before = storage.operations().counts();
        storage.put(KEY, bytes("hello"));
        assertThat(storage.operations().counts().since(before)).isEqualTo(new Counts(3, 1, 3, 1, 1, 1));
    }

    @Test
    void theFirstObjectMakesEveryDirectoryAboveItDurable() throws IOException {
        FileStorage storage = (FileStorage) one;
        Counts before = storage.operations().counts();
        storage.put(KEY, bytes("hello"));
        Counts used = storage.operations().counts().since(before);
        // The object, its directory, and docker, registry, v2, blobs, sha256, ab and the root.
        assertThat(used.syncs()).isEqualTo(9);
    }

    @Test
    void directoriesMadeAgainAreMadeDurableAgain() throws IOException {
        FileStorage storage = (FileStorage) one;
        storage.put(KEY, bytes("hello"));
        deleteTree(root().resolve("docker"));
        Counts before = storage.operations().counts();
        storage.put(KEY, bytes("hello"));
        assertThat(storage.operations().counts().since(before).syncs()).isEqualTo(9);
    }

    @Test
    void manyDeletesSyncEachDirectoryOnce() throws IOException {
        FileStorage storage = (FileStorage) one;
        storage.put(KEY, bytes("hello"));
        storage.put(OTHER_KEY, bytes("world"));
        Counts before = storage.operations().counts();
        storage.delete(List.of(KEY, OTHER_KEY));
        // One in which an object is still there at first, and the one above it, in the end.
        assertThat(storage.operations().counts().since(before).syncs()).isEqualTo(1);
    }

    @Test
    void aContinuedPartIsCutOnDiskAndLinked() throws IOException {
        write(one, 1, "hello, this was never acknowledged");
        one.reopenPart(upload, 1, 5).orElseThrow().close();
        Path part = partFile("000001");
        assertThat(part).hasContent("hello");
        one.assemble(KEY, upload, HELLO);
        assertThat(Files.isSameFile(root().resolve(KEY), part)).isTrue();
    }

    // What crashes and other processes leave

    @Test
    void aPartIsTakenOverByANewPart() throws IOException {
        write(one, 1, "hello");
        Storage restarted = open();
        assertThat(restarted.reopenPart(upload, 1, 5)).isEmpty();
        write(restarted, 2, " world");
        restarted.assemble(KEY, upload, List.of(new Part(1, 5), new Part(2, 6)));
        restarted.removeParts(upload);
        assertThat(content(restarted, KEY)).isEqualTo("hello world");
        assertThat(shard()).isEmptyDirectory();
    }

    @Test
    void aForeignPartIsCopiedNotLinked() throws IOException {
        write(one, 1, "hello");
        other.assemble(KEY, upload, HELLO);
        assertThat(Files.isSameFile(root().resolve(KEY), partFile("000001"))).isFalse();
    }

    @Test
    void aLinkThatNobodyKnowsOfIsNotWrittenOver() throws IOException {
        write(one, 1, "hello");
        one.assemble(KEY, upload, HELLO);
        // The process died here; another one is asked to finish the same upload.
        Storage restarted = open();
        assertThatThrownBy(() -> restarted.assemble(KEY, upload, HELLO)).isInstanceOf(FileAlreadyExistsException.class);
        restarted.assemble(OTHER_KEY, upload, HELLO);
        restarted.removeParts(upload);
        assertThat(content(restarted, KEY)).isEqualTo("hello");
        assertThat(content(restarted, OTHER_KEY)).isEqualTo("hello");
    }

    @Test
    void aHalfJoinedCopyGoesWithItsUpload() throws IOException {
        write(one, 1, "hello");
        Files.writeString(partFile("joined-5b1c"), "hel");
        other.assemble(KEY, upload, HELLO);
        other.removeParts(upload);
        assertThat(content(other, KEY)).isEqualTo("hello");
        assertThat(shard()).isEmptyDirectory();
    }

    @Test
    void aFailedCopyLeavesNoTemporaryFile() throws IOException {
        write(one, 1, "hello");
        assertThatThrownBy(() -> other.assemble(KEY, upload, List.of(new Part(1, 9))))
                .isInstanceOf(EOFException.class);
        assertThat(shard()).isDirectoryNotContaining("glob:**joined-*");
    }

    @Test
    void aRefusedObjectLeavesNoTemporaryFile() throws IOException {
        one.put(KEY, bytes("hello"));
        assertThatThrownBy(() -> one.put(KEY, bytes("world"))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(root().resolve("v2/tmp")).isEmptyDirectory();
    }

    @Test
    void temporaryFilesOfTheDeadAreRemovedAtALaterStart() throws IOException {
        Path left = Files.createDirectories(root().resolve("v2/tmp")).resolve("f00d");
        Files.writeString(left, "hel");
        Instant written = Files.getLastModifiedTime(left).toInstant();

        FileStorage.open(root(), Clock.fixed(written.plus(Duration.ofHours(23)), ZoneOffset.UTC));
        assertThat(left).exists();

        FileStorage.open(root(), Clock.fixed(written.plus(Duration.ofHours(25)), ZoneOffset.UTC));
        assertThat(left).doesNotExist();
    }

    @Test
    void aPartThatLostAcknowledgedBytesIsNotContinued() throws IOException {
        write(one, 1, "hello");
        truncate(partFile("000001"), 3);
        assertThatThrownBy(() -> one.reopenPart(upload, 1, 5)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> one.assemble(KEY, upload, HELLO)).isInstanceOf(EOFException.class);
        assertThat(one.length(KEY)).isEmpty();
    }

    @Test
    void anOwnPartTruncatedFromOutsideMakesNoObject() throws IOException {
        write(one, 1, "hello");
        truncate(partFile("000001"), 3);
        assertThatThrownBy(() -> one.assemble(KEY, upload, HELLO)).isInstanceOf(EOFException.class);
        assertThat(one.length(KEY)).isEmpty();
    }

    @Test
    void afterAFailedSyncOnlyWhatWasSyncedBeforeCounts() throws IOException {
        try (PartWriter writer = one.createPart(upload, 1)) {
            writer.write(bytes("hello"));
            writer.sync();
            writer.write(bytes(" world"));
            Thread.currentThread().interrupt();
            assertThatThrownBy(writer::sync).isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(one.reopenPart(upload, 1, 5)).isEmpty();
        assertThatThrownBy(() -> one.assemble(KEY, upload, List.of(new Part(1, 11))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("could not be made durable");
        one.assemble(KEY, upload, HELLO);
        assertThat(content(one, KEY)).isEqualTo("hello");
    }

    @Test
    void directoriesThatSomebodyRemovedAreMadeAgain() throws IOException {
        one.put(KEY, bytes("hello"));
        deleteTree(root().resolve("docker"));
        deleteTree(root().resolve("v2"));

        one.put(KEY, bytes("hello"));
        write(one, 1, "world");
        deleteTree(root().resolve("docker"));
        one.assemble(OTHER_KEY, upload, HELLO);

        assertThat(content(one, OTHER_KEY)).isEqualTo("world");
    }

    @Test
    void anUploadGoesOnWhenItsPartsWereRemoved() throws IOException {
        write(one, 1, "hello");
        deleteTree(shard());
        write(one, 2, "world");
        one.assemble(KEY, upload, List.of(new Part(2, 5)));
        assertThat(content(one, KEY)).isEqualTo("world");
    }

    @Test
    void aRootThatVanishedIsNotMadeAgain() throws IOException {
        deleteTree(root());
        assertThatThrownBy(() -> one.put(KEY, bytes("hello"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> one.createPart(upload, 1)).isInstanceOf(NoSuchFileException.class);
        assertThat(root()).doesNotExist();
    }

    @Test
    void theDirectoryOfTheLastObjectOfABlobIsRemoved() throws IOException {
        one.put(KEY, bytes("hello"));
        one.put(OTHER_KEY, bytes("world"));
        Path blob = blobDirectory();
        one.delete(List.of(KEY));
        assertThat(blob).isDirectory();
        one.delete(List.of(OTHER_KEY));
        assertThat(blob).doesNotExist();
        assertThat(root().resolve(ObjectKeys.BLOBS + "sha256/" + DIGEST.hex().substring(0, 2)))
                .isDirectory();
    }

    @Test
    void anOpenFileOutlivesItsDeletion() throws IOException {
        one.put(KEY, bytes("hello"));
        try (var in = one.read(KEY, 0, 5)) {
            other.delete(List.of(KEY));
            assertThat(in.readAllBytes()).asString(US_ASCII).isEqualTo("hello");
        }
    }

    // Races

    @Test
    void ofManyThatPutOneKeyOneWins() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = IntStream.range(0, 16)
                    .mapToObj(i ->
                            threads.submit(() -> isTaken(i % 2 == 0 ? one : other, KEY, "hello " + (char) ('a' + i))))
                    .toList();
            int winner = -1;
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i).get()) {
                    assertThat(winner).isEqualTo(-1);
                    winner = i;
                }
            }
            assertThat(content(one, KEY)).isEqualTo("hello " + (char) ('a' + winner));
        }
    }

    @Test
    void puttingAndDeletingBesideEachOtherNeverFails() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> putting = threads.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    String key = KEY + "." + i;
                    one.put(key, bytes("x"));
                    assertThat(one.length(key)).hasValue(1);
                    one.delete(List.of(key));
                }
                return null;
            });
            Future<?> deleting = threads.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    other.put(OTHER_KEY, bytes("y"));
                    other.delete(List.of(OTHER_KEY));
                }
                return null;
            });
            putting.get();
            deleting.get();
        }
    }

    @Test
    void aWriterAtWorkWhileItsPartIsAssembledCannotChangeTheObject() throws Exception {
        byte[] piece = "0123456789".repeat(100).getBytes(US_ASCII);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 30; round++) {
                String key = KEY + "." + round;
                int part = round;
                try (PartWriter zombie = one.createPart(upload, part)) {
                    zombie.write(ByteBuffer.wrap(piece));
                    Future<?> writing = threads.submit(() -> {
                        for (int i = 0; i < 200; i++) {
                            zombie.write(ByteBuffer.wrap(piece));
                        }
                        return null;
                    });
                    one.assemble(key, upload, List.of(new Part(part, piece.length)));
                    try {
                        writing.get();
                    } catch (ExecutionException e) {
                        assertThat(e.getCause()).isInstanceOf(IOException.class);
                    }
                }
                assertThat(content(one, key)).isEqualTo(new String(piece, US_ASCII));
            }
        }
    }

    @Test
    void ofManyThatContinueAPartAtOnceOnlyTheLastLeavesBytes() throws Exception {
        write(one, 1, "hello");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                List<Future<?>> all = new ArrayList<>();
                for (char letter = 'a'; letter < 'i'; letter++) {
                    String piece = String.valueOf(letter).repeat(7);
                    all.add(threads.submit(() -> {
                        continueWith(piece);
                        return null;
                    }));
                }
                for (Future<?> future : all) {
                    future.get();
                }
                assertThat(Files.readString(partFile("000001"), US_ASCII)).matches("hello((.)\\2*)?");
            }
        }
    }

    // NFS, and stores that are of no use

    @Test
    void aStaleFileHandleIsOpenedOnceMore() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "hello");
        int[] calls = {0};
        try (FileChannel channel = Disk.againIfStale(() -> {
            if (calls[0]++ == 0) {
                throw new FileSystemException(file.toString(), null, "Stale file handle");
            }
            return FileChannel.open(file, StandardOpenOption.READ);
        })) {
            assertThat(channel.size()).isEqualTo(5);
        }
        assertThat(calls[0]).isEqualTo(2);
    }

    @Test
    void aMissingFileIsNotOpenedOnceMore() {
        int[] calls = {0};
        assertThatThrownBy(() -> Disk.againIfStale(() -> {
                    calls[0]++;
                    throw new NoSuchFileException("file");
                }))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void theSelfTestSaysWhatTheStoreCannotDo() throws IOException {
        Files.writeString(root().resolve("v2"), "a file where a directory should be");
        assertThatThrownBy(() -> StorageSelfTest.run(one))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the filesystem store cannot store an object: ");
    }

    @Test
    void theSelfTestSaysHowMuchSpaceIsFree() throws IOException {
        assertThat(StorageSelfTest.run(one))
                .matches("the filesystem store works, \\d+ MiB free at \\Q" + root() + "\\E/");
    }

    /** A store that knows the directories of {@link #KEY} already. */
    private FileStorage warm() throws IOException {
        FileStorage storage = (FileStorage) open();
        storage.put(KEY, bytes("x"));
        storage.delete(List.of(KEY));
        try (PartWriter writer = storage.createPart(upload, 0)) {
            writer.sync();
        }
        storage.removeParts(upload);
        return storage;
    }

    private Path root() {
        return directory.resolve("store");
    }

    private Path blobDirectory() {
        return root().resolve(KEY.substring(0, KEY.lastIndexOf('/')));
    }

    private Path shard() {
        return root().resolve("v2/uploads").resolve(upload.substring(0, 2));
    }

    private Path partFile(String suffix) {
        return shard().resolve(upload + "." + suffix);
    }

    private void continueWith(String piece) throws IOException {
        Optional<PartWriter> reopened = one.reopenPart(upload, 1, 5);
        if (reopened.isPresent()) {
            try (PartWriter writer = reopened.get()) {
                for (int i = 0; i < 10; i++) {
                    writer.write(bytes(piece));
                }
            } catch (IOException e) {
                // Another one took over.
            }
        }
    }

    private static boolean isTaken(Storage storage, String key, String content) throws IOException {
        try {
            storage.put(key, bytes(content));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private void deleteAllBut(String kept, List<String> keys) {
        try {
            other.delete(keys.stream().filter(key -> !key.equals(kept)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
