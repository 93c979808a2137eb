package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.db.DbConfig;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.ProblemException;
import io.berth.storage.ObjectKeys;
import io.berth.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SweeperTest {
    private final DbConfig database = TestDatabase.createConfig();
    private TestContent content;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() {
        content = TestContent.first(database, directory, TestContent.CONFIG);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void bytesGoWhenTheGraceEndsAndTheirKeyIsNeverUsedAgain() throws IOException {
        Digest blob = content.push(APP, "in the end");
        String key = ObjectKeys.layoutKey(blob);
        content.blobs.delete(APP, blob);
        content.collect();
        assertThat(content.sweep()).isEmpty();
        assertThat(content.storage.length(key)).hasValue(10);
        content.later(Duration.ofHours(3));
        assertThat(content.sweep()).containsExactly(new Swept(blob, key, 10, "unreferenced"));
        assertThat(content.state(blob)).isEqualTo("gone");
        assertThat(content.storage.length(key)).isEmpty();
    }

    @Test
    void keysOutsideTheLayoutLeaveNoRow() throws IOException {
        Digest blob = content.push(APP, "twice");
        content.blobs.delete(APP, blob);
        content.collect();
        content.push(APP, "twice");
        content.blobs.delete(APP, blob);
        content.collect();
        content.later(Duration.ofHours(3));
        assertThat(content.sweep()).hasSize(2).allMatch(swept -> blob.equals(swept.digest()));
        assertThat(content.count("SELECT count(*) FROM object")).isEqualTo(1);
    }

    @Test
    void thePitrWindowKeepsBytesLonger() throws IOException {
        ContentConfig patient = new ContentConfig(
                Duration.ofHours(24), Duration.ofHours(24), Duration.ofDays(3), Duration.ofDays(7), 100);
        Digest blob = content.push(APP, "for point-in-time recovery");
        content.blobs.delete(APP, blob);
        new Collector(content.db, patient).condemn(100);
        content.later(Duration.ofDays(2));
        assertThat(content.sweep()).isEmpty();
        content.later(Duration.ofDays(2));
        assertThat(content.sweep()).hasSize(1);
    }

    @Test
    void whatTheStoreWillNotDeleteIsPutOffAndTheOthersGo() throws IOException {
        Digest stuck = content.push(APP, "stuck");
        Digest other = content.push(APP, "other");
        content.blobs.delete(APP, stuck);
        content.collect();
        content.blobs.delete(APP, other);
        content.collect();
        content.later(Duration.ofHours(3));
        // A directory with something in it stands where the file should be.
        Path file = directory.resolve(ObjectKeys.layoutKey(stuck));
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        assertThatThrownBy(() -> content.sweeper.sweep(100)).isInstanceOf(IOException.class);
        assertThat(content.sweeper.sweep(100)).extracting(Swept::digest).containsExactly(other);
        assertThat(content.state(stuck)).isEqualTo("condemned");
        Files.delete(file.resolve("in the way"));
        content.later(Duration.ofMinutes(11));
        assertThat(content.sweeper.sweep(100)).extracting(Swept::digest).containsExactly(stuck);
    }

    @Test
    void whatADeadReplicaWroteIsSwept() throws IOException {
        TestContent dead = TestContent.beside(database, directory, TestContent.CONFIG);
        UploadStore store = new UploadStore(dead.db, dead.replica.id());
        Digest digest = Digest.of(bytes("half"));
        store.reserve(digest, ObjectKeys.layoutKey(digest), "unused");
        dead.storage.put(ObjectKeys.layoutKey(digest), ByteBuffer.wrap(bytes("half")));
        assertThat(content.sweeper.abandonDeadWriters()).isZero();
        dead.close();
        assertThat(content.sweeper.abandonDeadWriters()).isEqualTo(1);
        content.later(Duration.ofHours(3));
        assertThat(content.sweep()).containsExactly(new Swept(digest, ObjectKeys.layoutKey(digest), 4, "abandoned"));
        content.push(APP, "half");
        assertThat(content.read(APP, digest)).hasValue(bytes("half"));
    }

    @Test
    void aWriterThatLostItsKeyTakesAnotherOne() throws IOException {
        byte[] blob = bytes("written by one who slept");
        Digest digest = Digest.of(blob);
        Storage sleepy = WatchedStorage.of(content.storage, new WatchedStorage.Watcher() {
            @Override
            public void before(String call) {}

            @Override
            public void after(String call) {
                if (call.equals("assemble") && content.state(digest).equals("writing")) {
                    content.db.update("DELETE FROM replica");
                    content.sweeper.abandonDeadWriters();
                    content.replica.join();
                }
            }
        });
        Uploads uploads = new Uploads(content.db, sleepy, content.blobs, content.config, content.replica.id());
        try (UploadSession session = uploads.close(APP, begun(APP), 0, digest).orElseThrow()) {
            session.write(ByteBuffer.wrap(blob));
            session.complete(digest);
        }
        assertThat(content.state(digest)).isEqualTo("condemned");
        content.later(Duration.ofHours(3));
        assertThat(content.sweep()).extracting(Swept::reason).containsExactly("abandoned");
        assertThat(content.read(APP, digest)).hasValue(blob);
    }

    @Test
    void anUploadThatNobodyGoesOnWithIsGivenUp() throws IOException {
        UUID id = begun(APP);
        UploadSession session = content.uploads.append(APP, id, 0);
        session.write(ByteBuffer.wrap(bytes("some")));
        session.acknowledge();
        session.close();
        content.later(Duration.ofDays(6));
        assertThat(content.sweeper.expireUploads(100)).isZero();
        UploadSession late = content.uploads.append(APP, id, 4);
        late.write(ByteBuffer.wrap(bytes(" more")));
        content.later(Duration.ofDays(8));
        assertThat(content.sweeper.expireUploads(100)).isEqualTo(1);
        assertThatThrownBy(late::acknowledge).isInstanceOf(Exception.class);
        late.close();
        assertThat(uploadsInStore()).isEmpty();
        assertThatThrownBy(() -> content.uploads.append(APP, id, 4)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aClosedUploadAnswersARepeatForADay() throws IOException {
        Digest digest = Digest.of(bytes("closed"));
        UUID id = begun(APP);
        UploadSession session = content.uploads.close(APP, id, 0, digest).orElseThrow();
        session.write(ByteBuffer.wrap(bytes("closed")));
        session.complete(digest);
        session.close();
        content.later(Duration.ofHours(23));
        assertThat(content.sweeper.expireUploads(100)).isZero();
        assertThat(content.uploads.close(APP, id, 0, digest)).isEmpty();
        content.later(Duration.ofHours(2));
        assertThat(content.sweeper.expireUploads(100)).isEqualTo(1);
    }

    @Test
    void partsWithoutAnUploadAreRemovedAndNoOthers() throws IOException {
        UUID kept = begun(APP);
        UploadSession session = content.uploads.append(APP, kept, 0);
        session.write(ByteBuffer.wrap(bytes("kept")));
        UUID left = UUID.randomUUID();
        content.storage.createPart(left.toString(), 1).close();
        assertThat(content.sweeper.removeLeftoverUploads()).containsExactly(left.toString());
        assertThat(uploadsInStore()).containsExactly(kept.toString());
        assertThat(session.acknowledge()).isEqualTo(4);
        session.close();
    }

    @Test
    void anOrphanIsSweptAndItsKeyIsNeverUsedAgain() throws IOException {
        Digest digest = Digest.of(bytes("orphan"));
        String key = ObjectKeys.layoutKey(digest);
        content.storage.put(key, ByteBuffer.wrap(bytes("orphan")));
        List<Storage.StoredObject> all;
        try (Stream<Storage.StoredObject> listed = content.storage.list()) {
            all = listed.toList();
        }
        assertThat(content.sweeper.condemnOrphans(all)).isEqualTo(1);
        assertThat(content.sweeper.condemnOrphans(all)).isZero();
        content.push(APP, "orphan");
        assertThat(content.sweep()).containsExactly(new Swept(digest, key, 6, "orphan"));
        assertThat(content.read(APP, digest)).hasValue(bytes("orphan"));
    }

    @Test
    void aPushGoesOnWhereTheStoreHasTheKeyAndTheDatabaseDoesNot() throws IOException {
        Digest digest = Digest.of(bytes("known to the store"));
        content.storage.put(ObjectKeys.layoutKey(digest), ByteBuffer.wrap(bytes("something else")));
        content.push(APP, "known to the store");
        assertThat(content.read(APP, digest)).hasValue(bytes("known to the store"));
    }

    private UUID begun(RepositoryName repository) {
        return content.uploads.begin(repository, "admin");
    }

    private List<String> uploadsInStore() throws IOException {
        try (Stream<String> uploads = content.storage.uploads()) {
            return uploads.toList();
        }
    }
}
