package io.berth.gc;

import static io.berth.content.TestContent.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.Inventory;
import io.berth.content.TestContent;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.storage.ObjectKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FsckTest {
    private TestContent content;
    private Digest layer;
    private Digest image;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() throws IOException {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
        layer = content.push(APP, "layer");
        image = content.image(APP, "v1", layer);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void aSoundRegistryIsClean() throws IOException {
        Digest gone = content.push(APP, "gone");
        content.blobs.delete(APP, gone);
        content.collect();
        content.later(Duration.ofHours(3));
        content.sweep();
        Digest condemned = content.push(APP, "condemned");
        content.blobs.delete(APP, condemned);
        content.collect();
        FsckReport report = fsck();
        assertThat(report.isClean()).isTrue();
        assertThat(report).isEqualTo(new FsckReport(1, 5, 1, 2, 0, List.of(), List.of()));
    }

    @Test
    void aMissingObjectIsFound() throws IOException {
        Files.delete(file(layer));
        assertThat(kinds()).containsExactly(Finding.Kind.MISSING);
    }

    @Test
    void aWrongLengthIsFound() throws IOException {
        Files.writeString(file(layer), "longer than it was");
        assertThat(kinds()).containsExactly(Finding.Kind.WRONG_LENGTH);
    }

    @Test
    void changedBytesAreFound() throws IOException {
        Files.writeString(file(layer), "LAYER");
        assertThat(kinds()).containsExactly(Finding.Kind.WRONG_DIGEST);
    }

    @Test
    void aBlobOnACondemnedObjectIsFound() throws IOException {
        content.db.update("UPDATE object SET state = 'condemned'");
        assertThat(kinds()).containsExactly(Finding.Kind.WRONG_STATE);
    }

    @Test
    void aLiveObjectWithoutABlobIsFound() throws IOException {
        content.db.update("INSERT INTO object (object_key, state) VALUES ('unclaimed', 'live')");
        assertThat(kinds()).containsExactly(Finding.Kind.UNCLAIMED);
    }

    @Test
    void aKeyWithoutARowIsFound() throws IOException {
        Digest orphan = Digest.of(TestContent.bytes("orphan"));
        content.storage.put(ObjectKeys.layoutKey(orphan), ByteBuffer.wrap(TestContent.bytes("orphan")));
        assertThat(kinds()).containsExactly(Finding.Kind.ORPHAN);
    }

    @Test
    void aKeyThatShouldBeGoneIsFound() throws IOException {
        Digest orphan = Digest.of(TestContent.bytes("orphan"));
        content.storage.put(ObjectKeys.layoutKey(orphan), ByteBuffer.wrap(TestContent.bytes("orphan")));
        content.db.update("INSERT INTO object (object_key, state) VALUES (?, 'gone')", ObjectKeys.layoutKey(orphan));
        assertThat(kinds()).containsExactly(Finding.Kind.ORPHAN);
    }

    @Test
    void aChangedManifestIsFound() throws IOException {
        content.db.update("UPDATE artifact SET body = '{}'");
        assertThat(kinds()).containsExactly(Finding.Kind.WRONG_MANIFEST);
    }

    @Test
    void aTagOfADeletedManifestIsFound() throws IOException {
        content.db.update("UPDATE artifact SET deleted_at = clock_timestamp()");
        assertThat(kinds()).containsExactly(Finding.Kind.DANGLING);
    }

    @Test
    void whatADeadProcessWasWritingIsOnlyNoted() throws IOException {
        content.db.update(
                "INSERT INTO object (object_key, state, owner) VALUES ('half', 'writing', ?)", UUID.randomUUID());
        content.db.update(
                "INSERT INTO object (object_key, state, owner) VALUES ('alive', 'writing', ?)", content.replica.id());
        FsckReport report = fsck();
        assertThat(report.isClean()).isTrue();
        assertThat(report.notes()).containsExactly("a process died while it wrote half; it will be swept");
    }

    @Test
    void orphansAreFoundAndDeletedOnlyWhenOldEnough() throws IOException {
        Digest orphan = Digest.of(TestContent.bytes("orphan"));
        String key = ObjectKeys.layoutKey(orphan);
        content.storage.put(key, ByteBuffer.wrap(TestContent.bytes("orphan")));
        OrphanScan now = scan(Clock.systemUTC());
        assertThat(now.find()).extracting(object -> object.key()).containsExactly(key);
        assertThat(now.delete(now.find(), OrphanScan.DEFAULT_AGE)).isZero();
        OrphanScan later = scan(Clock.offset(Clock.systemUTC(), Duration.ofDays(8)));
        assertThat(later.delete(later.find(), OrphanScan.DEFAULT_AGE)).isEqualTo(1);
        content.sweep();
        assertThat(later.find()).isEmpty();
        assertThat(content.manifest(APP, image)).isPresent();
        assertThat(fsck().isClean()).isTrue();
    }

    private OrphanScan scan(Clock clock) {
        return new OrphanScan(new Inventory(content.db), content.sweeper, content.storage, clock);
    }

    private FsckReport fsck() throws IOException {
        return new Fsck(new Inventory(content.db), content.storage).run(_ -> {});
    }

    private List<Finding.Kind> kinds() throws IOException {
        FsckReport report = fsck();
        assertThat(report.problems()).isEqualTo(report.findings().size());
        return report.findings().stream().map(Finding::kind).toList();
    }

    private Path file(Digest digest) {
        return directory.resolve(ObjectKeys.layoutKey(digest));
    }
}
