package io.berth.gc;

import static io.berth.content.TestContent.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.Sweeper;
import io.berth.content.TestContent;
import io.berth.db.DbConfig;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.ObjectKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GarbageCollectionTest {
    private static final RunRequest BY_HAND = new RunRequest(Trigger.MANUAL, false, false, 1, true);
    private static final RunRequest DRY = new RunRequest(Trigger.COMMAND, true, true, 1, true);

    private final DbConfig database = TestDatabase.createConfig();
    private TestContent content;
    private GarbageCollection gc;

    @TempDir
    private Path directory;

    @BeforeEach
    void open() {
        content = TestContent.first(database, directory, TestContent.CONFIG);
        gc = collectionOf(content);
    }

    @AfterEach
    void close() throws IOException {
        gc.close();
        content.close();
    }

    @Test
    void aRunByHandCollectsAndALaterOneSweeps() throws IOException {
        Digest blob = deletedBlob("rubbish");
        Tally first = gc.run(BY_HAND, _ -> {}).tally();
        assertThat(first).isEqualTo(new Tally(0, 0, 1, 7, 0, 0, 0, 0));
        content.later(Duration.ofHours(3));
        Tally second = gc.run(BY_HAND, _ -> {}).tally();
        assertThat(second).isEqualTo(new Tally(0, 0, 0, 0, 1, 7, 0, 0));
        assertThat(gc.list(false, 0, 10L)).extracting(Run::tally).containsExactly(second, first);
        assertThat(gc.list(false, 0, 10L)).extracting(Run::status).containsOnly(RunStatus.SUCCESS);
        assertThat(content.state(blob)).isEqualTo("gone");
    }

    @Test
    void eachObjectHasAReceiptOfWhatWhyAndHowMuch() throws IOException {
        Digest blob = deletedBlob("rubbish");
        gc.run(BY_HAND, _ -> {});
        content.later(Duration.ofHours(3));
        gc.run(BY_HAND, _ -> {});
        List<Run> runs = gc.list(false, 0, 10L);
        assertThat(receipts(runs.getLast()))
                .containsExactly(
                        new Receipt.Entry(Receipt.Step.CONDEMNED, blob, ObjectKeys.layoutKey(blob), 7, "unreferenced"));
        assertThat(receipts(runs.getFirst()))
                .containsExactly(
                        new Receipt.Entry(Receipt.Step.SWEPT, blob, ObjectKeys.layoutKey(blob), 7, "unreferenced"));
    }

    @Test
    void receiptsComePageByPage() throws IOException {
        for (int i = 0; i < 5; i++) {
            deletedBlob("rubbish " + i);
        }
        gc.run(BY_HAND, _ -> {});
        long run = gc.list(false, 0, 1L).getFirst().id();
        List<Receipt> page = gc.receipts(run, 0, 3);
        assertThat(page).hasSize(3);
        assertThat(gc.receipts(run, page.getLast().id(), 3)).hasSize(2);
        assertThatThrownBy(() -> gc.receipts(999_999, 0, 3)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aDryRunSaysWhatWouldGoAndTakesNothing() throws IOException {
        Digest blob = deletedBlob("rubbish");
        content.image(APP, null, content.push(APP, "untagged"));
        content.later(Duration.ofHours(25));
        List<String> said = new ArrayList<>();
        Tally tally = gc.run(DRY, said::add).tally();
        assertThat(tally).isEqualTo(new Tally(1, 0, 1, 7, 0, 0, 0, 0));
        assertThat(said).containsExactly("would delete 1 manifests without a tag", "would give up 1 blobs, 0.0 MiB");
        assertThat(content.state(blob)).isEqualTo("live");
        Run run = gc.list(false, 0, 1L).getFirst();
        assertThat(run.trigger()).isEqualTo(Trigger.COMMAND);
        assertThat(receipts(run))
                .containsExactly(
                        new Receipt.Entry(Receipt.Step.PREVIEW, blob, ObjectKeys.layoutKey(blob), 7, "unreferenced"));
    }

    @Test
    void anAutomaticRunThatFoundNothingLeavesNoTrace() throws IOException {
        content.image(APP, "v1", content.push(APP, "in use"));
        assertThat(gc.runByItself(() -> false)).isEqualTo(Tally.NOTHING);
        assertThat(gc.list(true, 0, 10L)).isEmpty();
        deletedBlob("rubbish");
        gc.runByItself(() -> false);
        assertThat(gc.list(true, 0, 10L)).extracting(Run::trigger).containsExactly(Trigger.AUTOMATIC);
        assertThat(gc.list(false, 0, 10L)).isEmpty();
        assertThat(gc.count(true)).isEqualTo(1);
        assertThat(gc.count(false)).isZero();
    }

    @Test
    void theFirstAutomaticRunLooksAtAllAndTheNextOnlyAWeekLater() throws IOException {
        GcStore store = new GcStore(content.db);
        assertThat(store.claimFullScan(Duration.ofDays(7))).isTrue();
        assertThat(store.claimFullScan(Duration.ofDays(7))).isFalse();
        content.db.update("UPDATE gc_full_scan SET started_at = started_at - interval '8 days'");
        assertThat(store.claimFullScan(Duration.ofDays(7))).isTrue();
        assertThat(store.claimFullScan(Duration.ofDays(7))).isFalse();
    }

    @Test
    void anAutomaticRunFindsWhatNobodyNamed() throws IOException {
        deletedBlob("overlooked");
        content.db.update("DELETE FROM gc_candidate");
        assertThat(gc.runByItself(() -> false).condemned()).isEqualTo(1);
    }

    @Test
    void untaggedManifestsAreDeletedOnlyOnRequest() throws IOException {
        Digest untagged = content.image(APP, null, content.push(APP, "untagged"));
        content.later(Duration.ofHours(25));
        gc.run(BY_HAND, _ -> {});
        assertThat(content.manifest(APP, untagged)).isPresent();
        assertThat(gc.run(new RunRequest(Trigger.MANUAL, false, true, 1, true), _ -> {})
                        .tally()
                        .untagged())
                .isEqualTo(1);
        assertThat(content.manifest(APP, untagged)).isEmpty();
    }

    @Test
    void aRunThatWasAskedToStopStopsAndSaysSo() throws IOException {
        deletedBlob("rubbish");
        RunBook book = new RunBook(
                new GcStore(content.db), BY_HAND, content.replica.id(), Clock.systemUTC(), _ -> {}, () -> false);
        assertThat(book.isStopped()).isFalse();
        gc.stop(book.id());
        book.did(Tally.NOTHING, List.of());
        assertThat(book.isStopped()).isTrue();
        assertThatThrownBy(() -> gc.stop(999_999)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aClosedCollectionStopsItsRuns() throws IOException {
        deletedBlob("rubbish");
        gc.close();
        assertThat(gc.run(BY_HAND, _ -> {}).tally().condemned()).isZero();
        assertThat(gc.list(false, 0, 1L)).extracting(Run::status).containsExactly(RunStatus.STOPPED);
    }

    @Test
    void aRunInTheBackgroundComesToItsEnd() throws Exception {
        deletedBlob("rubbish");
        long id = gc.start(BY_HAND);
        while (gc.find(id).status() == RunStatus.RUNNING) {
            Thread.sleep(5);
        }
        assertThat(gc.find(id).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(gc.find(id).tally().condemned()).isEqualTo(1);
        assertThat(gc.log(id)).contains(" [INFO] gave up 1 blobs");
        assertThatThrownBy(() -> gc.log(999_999))
                .satisfies(thrown -> assertThat(((ProblemException) thrown).problem())
                        .isEqualTo(new Problem.NotFound(
                                Problem.Kind.OTHER, "garbage collection 999999 log is not found")));
    }

    @Test
    void aRunThatFailedSaysSoAndTheNextOneGoesOn() throws IOException {
        Digest stuck = deletedBlob("stuck");
        Digest other = deletedBlob("other");
        gc.run(BY_HAND, _ -> {});
        content.later(Duration.ofHours(3));
        Path file = directory.resolve(ObjectKeys.layoutKey(stuck));
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        assertThatThrownBy(() -> gc.run(BY_HAND, _ -> {})).isInstanceOf(IOException.class);
        assertThat(gc.list(false, 0, 1L)).extracting(Run::status).containsExactly(RunStatus.ERROR);
        gc.run(BY_HAND, _ -> {});
        assertThat(content.state(other)).isEqualTo("gone");
        assertThat(content.state(stuck)).isEqualTo("condemned");
    }

    @Test
    void aRunOfADeadReplicaIsEndedByAnother() throws IOException {
        TestContent dead = TestContent.beside(database, directory, TestContent.CONFIG);
        long run = new GcStore(dead.db).open(BY_HAND, dead.replica.id());
        gc.runByItself(() -> false);
        assertThat(gc.find(run).status()).isEqualTo(RunStatus.RUNNING);
        dead.close();
        gc.runByItself(() -> false);
        assertThat(gc.find(run).status()).isEqualTo(RunStatus.ERROR);
        assertThat(gc.log(run)).contains("the replica that ran this is gone");
    }

    @Test
    void whatIsOlderThanNinetyDaysIsForgotten() throws IOException {
        deletedBlob("rubbish");
        gc.run(BY_HAND, _ -> {});
        content.db.update("UPDATE gc_receipt SET at = at - interval '91 days'");
        content.db.update("UPDATE gc_run SET started_at = started_at - interval '91 days'");
        deletedBlob("new rubbish");
        gc.run(BY_HAND, _ -> {});
        gc.runByItself(() -> false);
        assertThat(gc.count(true)).isEqualTo(1);
        assertThat(content.count("SELECT count(*) FROM gc_receipt")).isEqualTo(1);
    }

    @Test
    void twoCollectionsShareTheWork() throws Exception {
        for (int i = 0; i < 1_200; i++) {
            content.db.update("INSERT INTO object (object_key, state) VALUES (?, 'live')", "key " + i);
            content.db.update(
                    "INSERT INTO blob (digest, object_key, size) VALUES (?, ?, 1)",
                    Digest.of(TestContent.bytes("blob " + i)).toString(),
                    "key " + i);
        }
        TestContent second = TestContent.beside(database, directory, TestContent.CONFIG);
        GarbageCollection beside = collectionOf(second);
        List<Tally> tallies = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                tallies.add(beside.run(BY_HAND, _ -> {}).tally());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Tally here = gc.run(BY_HAND, _ -> {}).tally();
        thread.join();
        assertThat(here.condemned() + tallies.getFirst().condemned()).isEqualTo(1_200);
        assertThat(content.count("SELECT count(DISTINCT object_key) FROM gc_receipt"))
                .isEqualTo(1_200);
        assertThat(content.count("SELECT count(*) FROM gc_receipt")).isEqualTo(1_200);
        beside.close();
        second.close();
    }

    @Test
    void aThoroughRunRemovesPartsWithoutAnUpload() throws IOException {
        content.storage.createPart(UUID.randomUUID().toString(), 1).close();
        assertThat(gc.run(BY_HAND, _ -> {}).tally().uploads()).isEqualTo(1);
    }

    private static GarbageCollection collectionOf(TestContent content) {
        return new GarbageCollection(
                content.db,
                content.collector,
                new Sweeper(content.db, content.storage, content.config),
                content.replica.id(),
                Clock.systemUTC());
    }

    private Digest deletedBlob(String text) throws IOException {
        Digest blob = content.push(APP, text);
        content.blobs.delete(APP, blob);
        return blob;
    }

    private List<Receipt.Entry> receipts(Run run) {
        return gc.receipts(run.id(), 0, 100).stream()
                .map(receipt -> new Receipt.Entry(
                        receipt.step(), receipt.digest(), receipt.objectKey(), receipt.bytes(), receipt.reason()))
                .toList();
    }
}
