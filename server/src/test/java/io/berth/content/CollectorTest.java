package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.OTHER;
import static io.berth.content.TestContent.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CollectorTest {
    private static final Duration A_WINDOW = Duration.ofHours(25);

    private TestContent content;

    @BeforeEach
    void open(@TempDir Path directory) {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void aBlobThatWasNeverUsedGoesWhenItsLeaseEnds() throws IOException {
        Digest blob = content.push(APP, "never used");
        assertThat(content.collect()).isZero();
        content.later(A_WINDOW);
        assertThat(content.collect()).isEqualTo(1);
        assertThat(content.state(blob)).isEqualTo("condemned");
        assertThat(content.blobs.find(APP, blob)).isEmpty();
    }

    @Test
    void aBlobOfALiveImageStaysWhenItsLeaseEnds() throws IOException {
        Digest blob = content.push(APP, "used");
        content.image(APP, "v1", blob);
        content.later(A_WINDOW);
        assertThat(content.collect()).isZero();
        assertThat(content.count("SELECT count(*) FROM blob_lease")).isZero();
        assertThat(content.count("SELECT count(*) FROM gc_candidate")).isZero();
        assertThat(content.read(APP, blob)).hasValue(bytes("used"));
    }

    @Test
    void aBlobStaysWhileAnyRepositoryNeedsIt() throws IOException {
        Digest blob = content.push(APP, "shared");
        Digest image = content.image(APP, "v1", blob);
        content.blobs.mount(OTHER, APP, blob);
        content.image(OTHER, "v1", blob);
        content.manifests.delete(APP, image);
        content.later(A_WINDOW);
        assertThat(content.collect()).isZero();
        assertThat(content.read(APP, blob)).isEmpty();
        assertThat(content.read(OTHER, blob)).hasValue(bytes("shared"));
    }

    @Test
    void aDeletedImageKeepsItsBlobsUntilItsUndeleteWindowEnds() throws IOException {
        Digest blob = content.push(APP, "of a deleted image");
        Digest image = content.image(APP, "v1", blob);
        content.later(A_WINDOW);
        content.manifests.delete(APP, image);
        content.later(Duration.ofHours(23));
        assertThat(content.collect()).isZero();
        content.later(Duration.ofHours(2));
        assertThat(content.collect()).isEqualTo(1);
        assertThat(content.count("SELECT count(*) FROM artifact")).isZero();
    }

    @Test
    void aPushMayNameTheBlobsOfAnImageThatWasDeletedBesideIt() throws IOException {
        Digest blob = content.push(APP, "seen a moment ago");
        Digest image = content.image(APP, "v1", blob);
        content.later(A_WINDOW);
        content.collect();
        assertThat(content.blobs.find(APP, blob)).isPresent();
        content.manifests.delete(APP, image);
        content.image(APP, "v2", blob, blob);
        content.later(A_WINDOW);
        content.collect();
        assertThat(content.read(APP, blob)).hasValue(bytes("seen a moment ago"));
    }

    @Test
    void anIndexGoesBeforeItsChildren() throws IOException {
        Digest child = content.image(APP, null, content.push(APP, "layer"));
        content.manifests.delete(APP, content.index(APP, "multi", child));
        content.later(A_WINDOW);
        assertThat(content.collector.expireArtifacts(100)).isEqualTo(1);
        assertThat(content.count("SELECT count(*) FROM artifact WHERE digest = ?", child.toString()))
                .isEqualTo(1);
        assertThat(content.collector.expireArtifacts(100)).isEqualTo(1);
        assertThat(content.collector.expireArtifacts(100)).isZero();
    }

    @Test
    void aDeletedChildOfADeletedIndexWaitsForIt() throws IOException {
        Digest child = content.image(APP, null, content.push(APP, "layer"));
        content.manifests.delete(APP, content.index(APP, "multi", child));
        content.db.update(
                "UPDATE artifact SET deleted_at = deleted_at - interval '2 days' WHERE digest = ?", child.toString());
        assertThat(content.collector.expireArtifacts(100)).isZero();
    }

    @Test
    void aBlobDeletedByItsOwnerIsCollectedAtOnce() throws IOException {
        Digest blob = content.push(APP, "taken back");
        content.blobs.delete(APP, blob);
        assertThat(content.collect()).isEqualTo(1);
    }

    @Test
    void aCollectedBlobCanBePushedAgainUnderANewKey() throws IOException {
        Digest blob = content.push(APP, "again");
        content.blobs.delete(APP, blob);
        content.collect();
        content.push(APP, "again");
        content.later(Duration.ofHours(3));
        content.sweep();
        assertThat(content.state(blob)).isEqualTo("gone");
        assertThat(content.read(APP, blob)).hasValue(bytes("again"));
        content.push(OTHER, "again");
        assertThat(content.count("SELECT count(*) FROM object WHERE state IN ('live', 'writing')"))
                .isEqualTo(1);
    }

    @Test
    void aDropBesideTheCollectorIsNamedToItAgain() throws IOException {
        Digest blob = content.push(APP, "dropped beside");
        content.db.update("INSERT INTO gc_candidate (digest) VALUES (?)", blob.toString());
        Thread[] dropping = new Thread[1];
        content.db.inTransaction(tx -> {
            // The collector holds the candidate; the lease is dropped beside it, which has to wait for its end.
            tx.query("SELECT 1 FROM gc_candidate FOR UPDATE", row -> 1);
            dropping[0] = Thread.ofPlatform().start(() -> content.blobs.delete(APP, blob));
            while (tx.query("""
                            SELECT 1 FROM pg_stat_activity
                             WHERE datname = current_database() AND wait_event_type = 'Lock'
                            """, row -> 1).isEmpty()) {
                Thread.onSpinWait();
            }
            return tx.update("DELETE FROM gc_candidate");
        });
        join(dropping[0]);
        assertThat(content.count("SELECT count(*) FROM gc_candidate")).isEqualTo(1);
        assertThat(content.collect()).isEqualTo(1);
    }

    @Test
    void aBlobThatAPushIsReferringToIsLeftForTheNextLook() throws IOException {
        Digest blob = content.push(APP, "busy");
        content.blobs.delete(APP, blob);
        content.db.inTransaction(tx -> {
            tx.update("INSERT INTO blob_lease SELECT id, ?, clock_timestamp() FROM repository", blob.toString());
            // Not in this thread, where it would join the transaction.
            assertThat(CompletableFuture.supplyAsync(() -> content.collector.condemn(100)))
                    .succeedsWithin(Duration.ofMinutes(1))
                    .isEqualTo(new Condemnation(0, List.of()));
            return tx.update("DELETE FROM blob_lease");
        });
        assertThat(content.collect()).isEqualTo(1);
    }

    @Test
    void aFullScanFindsWhatNobodyNamed() throws IOException {
        content.push(APP, "overlooked");
        Digest used = content.push(APP, "used");
        content.image(APP, "v1", used);
        content.later(A_WINDOW);
        content.collector.expireLeases(100);
        content.db.update("DELETE FROM gc_candidate");
        assertThat(content.collect()).isZero();
        assertThat(content.collector.nominateAll()).isEqualTo(1);
        assertThat(content.collect()).isEqualTo(1);
    }

    @Test
    void aPreviewNamesWhatWouldGoAndChangesNothing() throws IOException {
        Digest expired = content.push(APP, "lease ended");
        Digest deleted = content.push(APP, "of a deleted image");
        content.manifests.delete(APP, content.image(APP, "v1", deleted));
        content.later(A_WINDOW);
        Digest used = content.push(APP, "used");
        content.image(APP, "v2", used);
        content.push(APP, "just pushed");
        assertThat(content.collector.preview(100))
                .extracting(Condemned::digest)
                .containsExactlyInAnyOrder(expired, deleted);
        assertThat(content.collector.preview(1)).hasSize(1);
        assertThat(content.count("SELECT count(*) FROM blob")).isEqualTo(4);
        assertThat(content.collect()).isEqualTo(2);
    }

    @Test
    void untaggedManifestsAreDeletedOnlyWhenNothingLeadsToThem() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest tagged = content.image(APP, "v1", layer);
        Digest child = content.image(APP, null, layer, layer);
        Digest index = content.index(APP, "multi", child);
        Digest untagged = content.image(APP, null, layer, layer, layer);
        assertThat(content.collector.deleteUntagged(100)).isZero();
        content.later(A_WINDOW);
        Digest fresh = content.image(APP, null, content.push(APP, "fresh"));
        assertThat(content.collector.countUntagged()).isEqualTo(1);
        assertThat(content.collector.deleteUntagged(100)).isEqualTo(1);
        assertThat(content.manifest(APP, untagged)).isEmpty();
        assertThat(List.of(tagged, child, index, fresh))
                .allSatisfy(kept -> assertThat(content.manifest(APP, kept)).isPresent());
        assertThat(content.trash.restore(APP, untagged).tags()).isEmpty();
    }

    @Test
    void anUntaggedIndexIsDeletedBeforeItsChildren() throws IOException {
        Digest child = content.image(APP, null, content.push(APP, "layer"));
        content.index(APP, null, child);
        content.later(A_WINDOW);
        assertThat(content.collector.deleteUntagged(100)).isEqualTo(1);
        assertThat(content.collector.deleteUntagged(100)).isEqualTo(1);
        assertThat(content.collector.deleteUntagged(100)).isZero();
    }

    @Test
    void aSignatureIsNoUntaggedManifest() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        Digest config = content.push(APP, "{}");
        content.put(APP, bytes("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/signature",\
                "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"%s","size":2},"layers":[],\
                "subject":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":1}}""".formatted(config, image)), null);
        content.later(A_WINDOW);
        assertThat(content.collector.deleteUntagged(100)).isZero();
    }

    @Test
    void deletingAProjectLeavesItsBlobsToTheCollector() throws IOException {
        Digest child = content.image(APP, "child", content.push(APP, "layer"));
        content.index(APP, "multi", child);
        content.push(OTHER, "leased only");
        content.db.update("DELETE FROM project WHERE name = 'lib'");
        assertThat(content.count("SELECT count(*) FROM gc_candidate")).isEqualTo(2);
        assertThat(content.collect()).isEqualTo(2);
    }

    @Test
    void aChildThatALiveIndexListsIsNotDeleted() throws IOException {
        Digest child = content.image(APP, "child", content.push(APP, "layer"));
        content.index(APP, "multi", child);
        assertThatThrownBy(() -> content.manifests.delete(APP, child)).isInstanceOf(ProblemException.class);
        assertThat(content.tagged(APP, "child")).hasValue(child);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
