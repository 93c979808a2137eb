package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.OTHER;
import static io.berth.content.TestContent.bytes;
import static io.berth.content.TestContent.imageOf;
import static io.berth.content.TestContent.indexOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.db.DbConfig;
import io.berth.db.TestDatabase;
import io.berth.gc.Finding;
import io.berth.gc.Fsck;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one database and one store, at the same digest at the same time. */
final class ContentRacesTest {
    private static final int ROUNDS = 40;
    private static final Duration A_WINDOW = Duration.ofHours(25);

    private final DbConfig database = TestDatabase.createConfig();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private TestContent one;
    private TestContent two;

    @BeforeEach
    void open(@TempDir Path directory) {
        one = TestContent.first(database, directory, TestContent.CONFIG);
        two = TestContent.beside(database, directory, TestContent.CONFIG);
    }

    @AfterEach
    void close() throws IOException {
        threads.close();
        two.close();
        one.close();
    }

    @Test
    void aPushWithAValidLeaseIsNeverRefusedBesideTheCollector() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] blob = bytes("leased " + round);
            // An image that has just expired drops the last reference while a lease is fresh.
            one.manifests.delete(APP, one.image(APP, "old", one.push(APP, blob)));
            one.later(A_WINDOW);
            Digest digest = one.push(APP, blob);
            List<Optional<Problem>> refused =
                    together(() -> one.image(APP, "new", digest, digest), two::collect, one::collect);
            assertThat(refused).containsOnly(Optional.empty());
            assertThat(one.read(APP, digest)).hasValue(blob);
        }
        allIsSound();
    }

    @Test
    void aPushThatIsAcknowledgedKeepsItsBlobWhenTheLastLeaseGoesBesideIt() throws Exception {
        int acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] blob = bytes("dropped " + round);
            Digest digest = one.push(APP, blob);
            byte[] image = imageOf(List.of(digest));
            List<Optional<Problem>> refused = together(() -> one.put(APP, image, null), () -> {
                two.blobs.delete(APP, digest);
                return two.collect();
            });
            if (refused.getFirst().isEmpty()) {
                acknowledged++;
                assertThat(one.read(APP, digest)).hasValue(blob);
            } else {
                assertThat(refused.getFirst()).containsInstanceOf(Problem.ReferencesUnknown.class);
                assertThat(one.manifest(APP, Digest.of(image))).isEmpty();
            }
        }
        one.later(Duration.ofHours(3));
        one.sweep();
        allIsSound();
        assertThat(one.count("SELECT count(*) FROM artifact")).isEqualTo(acknowledged);
    }

    @Test
    void aBlobPushedAgainWhileItIsCollectedIsThere() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] blob = bytes("again " + round);
            Digest digest = one.push(APP, blob);
            one.blobs.delete(APP, digest);
            assertThat(together(() -> one.push(APP, blob), () -> two.push(OTHER, blob), two::collect))
                    .containsOnly(Optional.empty());
            assertThat(one.read(APP, digest)).hasValue(blob);
            assertThat(two.read(OTHER, digest)).hasValue(blob);
        }
        one.later(Duration.ofHours(3));
        one.sweep();
        allIsSound();
    }

    @Test
    void aMountBesideTheCollectorEitherHoldsOrSaysNo() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] blob = bytes("mounted " + round);
            Digest digest = one.push(APP, blob);
            List<Boolean> mounted = new ArrayList<>();
            together(() -> mounted.add(one.blobs.mount(OTHER, APP, digest).isPresent()), () -> {
                two.blobs.delete(APP, digest);
                return two.collect();
            });
            assertThat(two.read(OTHER, digest).isPresent()).isEqualTo(mounted.getFirst());
        }
        allIsSound();
    }

    @Test
    void twoFirstImagesOfARepositoryAreBothTaken() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            RepositoryName fresh = TestContent.repository("lib/fresh-" + round);
            Digest layer = one.push(fresh, "layer");
            byte[] image = imageOf(List.of(layer));
            byte[] another = imageOf(List.of(layer, layer));
            assertThat(together(() -> one.put(fresh, image, "v1"), () -> two.put(fresh, another, "v2")))
                    .containsOnly(Optional.empty());
            assertThat(one.manifests.tags(fresh, "", 10)).containsExactly("v1", "v2");
        }
    }

    @Test
    void aDeleteBesideARePushLeavesNoTagOnADeletedImage() throws Exception {
        Digest layer = one.push(APP, "layer");
        byte[] image = imageOf(List.of(layer));
        Digest digest = one.put(APP, image, "v1");
        for (int round = 0; round < ROUNDS; round++) {
            List<Optional<Problem>> refused = together(() -> one.put(APP, image, "v1"), () -> {
                two.manifests.delete(APP, digest);
                return true;
            });
            assertThat(refused).containsOnly(Optional.empty());
            assertThat(one.count("""
                            SELECT count(*) FROM tag t JOIN artifact a ON a.id = t.artifact_id WHERE a.deleted_at IS NOT NULL
                            """)).isZero();
            assertThat(one.tagged(APP, "v1").isPresent())
                    .isEqualTo(one.manifest(APP, digest).isPresent());
            one.put(APP, image, "v1");
        }
        allIsSound();
    }

    @Test
    void anIndexAndTheDeleteOfItsChildNeverBothSucceed() throws Exception {
        Digest layer = one.push(APP, "layer");
        for (int round = 0; round < ROUNDS; round++) {
            Digest child = one.image(APP, null, layer, one.push(APP, "of child " + round));
            byte[] index = indexOf(List.of(child));
            List<Optional<Problem>> refused = together(() -> one.put(APP, index, "multi"), () -> {
                two.manifests.delete(APP, child);
                return true;
            });
            assertThat(refused).filteredOn(Optional::isEmpty).hasSize(1);
        }
        allIsSound();
    }

    @Test
    void aRestoredIndexHasItsChildrenWhateverIsDeletedBesideIt() throws Exception {
        Digest layer = one.push(APP, "layer");
        for (int round = 0; round < ROUNDS; round++) {
            Digest child = one.image(APP, "child", layer, one.push(APP, "of child " + round));
            Digest index = one.index(APP, "multi", child);
            one.manifests.delete(APP, index);
            List<Optional<Problem>> refused = together(() -> one.trash.restore(APP, index), () -> {
                two.manifests.delete(APP, child);
                return true;
            });
            assertThat(refused.getFirst()).isEmpty();
            assertThat(one.manifest(APP, child)).isPresent();
        }
        allIsSound();
    }

    @Test
    void aPushBesideTheDeleteOfItsRepositoryIsSeenOrDeletedButNeverHidden() throws Exception {
        Digest layer = one.push(APP, "layer");
        Repositories repositories = new Repositories(two.db);
        for (int round = 0; round < ROUNDS; round++) {
            one.image(APP, "old", layer);
            byte[] image = imageOf(List.of(layer, one.push(APP, "of " + round)));
            List<Optional<Problem>> refused = together(() -> one.put(APP, image, "new"), () -> {
                repositories.delete(APP);
                return true;
            });
            assertThat(refused).containsOnly(Optional.empty());
            assertThat(repositories.find(APP).isPresent())
                    .isEqualTo(one.manifest(APP, Digest.of(image)).isPresent());
        }
        allIsSound();
    }

    @Test
    void aRestoreBesideTheDeleteOfItsRepositoryIsSeenOrDeletedButNeverHidden() throws Exception {
        Digest layer = one.push(APP, "layer");
        Repositories repositories = new Repositories(two.db);
        for (int round = 0; round < ROUNDS; round++) {
            one.image(APP, "kept", layer, layer);
            Digest image = one.image(APP, "v1", layer);
            one.manifests.delete(APP, image);
            List<Optional<Problem>> refused = together(() -> one.trash.restore(APP, image), () -> {
                repositories.delete(APP);
                return true;
            });
            assertThat(refused).containsOnly(Optional.empty());
            assertThat(repositories.find(APP).isPresent())
                    .isEqualTo(one.manifest(APP, image).isPresent());
        }
        allIsSound();
    }

    @Test
    void aTagBesideTheDeleteOfItsArtifactIsRefusedOrGoesToo() throws Exception {
        Digest layer = one.push(APP, "layer");
        Artifacts artifacts = new Artifacts(one.db, one.storage);
        for (int round = 0; round < ROUNDS; round++) {
            Digest image = one.image(APP, "v1", layer);
            ArtifactKey key = artifacts.locate(APP, "v1");
            together(
                    () -> {
                        artifacts.addTag(key, new TagName("more"));
                        return true;
                    },
                    () -> {
                        two.manifests.delete(APP, image);
                        return true;
                    });
            assertThat(one.count("SELECT count(*) FROM tag")).isZero();
        }
        allIsSound();
    }

    @Test
    void anUntaggedManifestThatIsTaggedBesideItsDeleteIsThere() throws Exception {
        Digest layer = one.push(APP, "layer");
        for (int round = 0; round < ROUNDS; round++) {
            byte[] image = imageOf(List.of(layer, one.push(APP, "layer " + round)));
            Digest digest = one.put(APP, image, null);
            one.later(A_WINDOW);
            one.push(APP, "layer");
            one.push(APP, "layer " + round);
            assertThat(together(() -> one.put(APP, image, "v1"), () -> two.collector.deleteUntagged(100)))
                    .containsOnly(Optional.empty());
            assertThat(one.tagged(APP, "v1")).hasValue(digest);
        }
        allIsSound();
    }

    @RepeatedTest(3)
    void twoCollectorsAndTwoSweepersTakeEachObjectOnce() throws Exception {
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            digests.add(one.push(APP, "blob " + i));
        }
        Digest image = one.image(APP, "v1", digests.toArray(Digest[]::new));
        one.manifests.delete(APP, image);
        one.later(A_WINDOW);
        List<Long> condemned = Collections.synchronizedList(new ArrayList<>());
        assertThat(together(
                        () -> condemned.add(collectInSmallBatches(one)),
                        () -> condemned.add(collectInSmallBatches(two))))
                .containsOnly(Optional.empty());
        assertThat(condemned.stream().mapToLong(Long::longValue).sum()).isEqualTo(150);
        one.later(Duration.ofHours(3));
        List<Swept> swept = Collections.synchronizedList(new ArrayList<>());
        assertThat(together(() -> swept.addAll(one.sweep()), () -> swept.addAll(two.sweep())))
                .containsOnly(Optional.empty());
        assertThat(swept).extracting(Swept::digest).containsExactlyInAnyOrderElementsOf(digests);
        assertThat(one.count("SELECT count(*) FROM object WHERE state <> 'gone'"))
                .isZero();
    }

    @Test
    void everythingAtOnceLosesNothing() throws Exception {
        List<Future<?>> pushers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TestContent process = i % 2 == 0 ? one : two;
            int worker = i;
            pushers.add(threads.submit(() -> churn(process, worker)));
        }
        while (!pushers.stream().allMatch(Future::isDone)) {
            one.collect();
            two.sweep();
            one.later(Duration.ofHours(3));
        }
        for (Future<?> pusher : pushers) {
            pusher.get();
        }
        allIsSound();
    }

    /** Pushes, tags and deletes images over a small pool of layers; what was just acknowledged is read again. */
    private static boolean churn(TestContent process, int worker) throws IOException {
        for (int round = 0; round < 40; round++) {
            byte[] layer = bytes("pool " + (round * 7 + worker) % 5);
            Digest image = pushed(process, "w" + worker, layer, bytes("own " + worker));
            assertThat(process.read(APP, Digest.of(layer))).hasValue(layer);
            if (round % 3 == 0) {
                process.manifests.delete(APP, image);
            }
        }
        return true;
    }

    /** Time runs some hours in each moment here: a lease of a day may end between two requests, then a client tries again. */
    private static Digest pushed(TestContent process, String tag, byte[]... layers) throws IOException {
        while (true) {
            List<Digest> digests = new ArrayList<>();
            for (byte[] layer : layers) {
                digests.add(process.push(APP, layer));
            }
            try {
                return process.put(APP, imageOf(digests), tag);
            } catch (ProblemException e) {
                assertThat(e.problem()).isInstanceOf(Problem.ReferencesUnknown.class);
            }
        }
    }

    private static long collectInSmallBatches(TestContent content) {
        long condemned = 0;
        while (content.collector.expireArtifacts(1) > 0) {}
        while (content.collector.expireLeases(7) > 0) {}
        while (content.count("SELECT count(*) FROM gc_candidate") > 0) {
            condemned += content.collector.condemn(7).condemned().size();
        }
        return condemned;
    }

    /** Runs all at the same moment; answers what each was refused with. */
    private List<Optional<Problem>> together(Callable<?>... work) throws Exception {
        var start = new CyclicBarrier(work.length);
        List<Future<Optional<Problem>>> running = Stream.of(work)
                .map(each -> threads.submit(() -> {
                    start.await();
                    try {
                        each.call();
                        return Optional.<Problem>empty();
                    } catch (ProblemException e) {
                        return Optional.of(e.problem());
                    }
                }))
                .toList();
        List<Optional<Problem>> answers = new ArrayList<>();
        for (Future<Optional<Problem>> each : running) {
            answers.add(each.get());
        }
        return answers;
    }

    private void allIsSound() throws IOException {
        assertThat(new Fsck(new Inventory(one.db), one.storage).run(_ -> {}).findings())
                .isEqualTo(List.<Finding>of());
    }
}
