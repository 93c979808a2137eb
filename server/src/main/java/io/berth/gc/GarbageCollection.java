package io.berth.gc;

import io.berth.cluster.Replica;
import io.berth.content.Collector;
import io.berth.content.Condemnation;
import io.berth.content.Condemned;
import io.berth.content.Sweeper;
import io.berth.content.Swept;
import io.berth.db.Db;
import io.berth.db.DbException;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs of the garbage collection, and what is remembered of them. Any number may run at once, here and at other replicas: they
 * share the work, and each object has one receipt.
 */
public final class GarbageCollection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GarbageCollection.class.getName());
    private static final Duration REMEMBERED = Duration.ofDays(90);
    private static final Duration FULL_SCAN_EVERY = Duration.ofDays(7);
    private static final int BATCH = 500;
    private static final int MOST_PREVIEWED = 10_000;
    private static final long CLOSING_SECONDS = 10;

    /** After so many batches a step leaves the rest to the next run. */
    private static final int MOST_BATCHES = 10_000;

    private final GcStore store;
    private final Collector collector;
    private final Sweeper sweeper;
    private final UUID owner;
    private final Clock clock;
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closing;

    /**
     * @param owner the id of this {@link Replica}, which has joined: runs of a replica that is gone are ended by the others
     */
    public GarbageCollection(Db db, Collector collector, Sweeper sweeper, UUID owner, Clock clock) {
        this.store = new GcStore(db);
        this.collector = collector;
        this.sweeper = sweeper;
        this.owner = owner;
        this.clock = clock;
    }

    /**
     * Does a run to its end.
     *
     * @param progress hears in words how it goes
     * @return the run as it ended
     */
    public Run run(RunRequest request, Consumer<String> progress) throws IOException {
        RunBook book = book(request, progress, () -> closing);
        work(book);
        return find(book.id());
    }

    /** Sets a run going in the background; answers its number. */
    public long start(RunRequest request) {
        RunBook book = book(request, _ -> {}, () -> closing);
        long id = book.id();
        background.execute(() -> {
            try {
                work(book);
            } catch (IOException | RuntimeException e) {
                LOG.log(Level.WARNING, e, () -> "garbage collection " + id + " failed");
            }
        });
        return id;
    }

    /**
     * One turn of the loop: what has expired, and a look at everything if that is due and no other replica does it.
     *
     * @param stop whether to stop after the present batch
     */
    Tally runByItself(BooleanSupplier stop) throws IOException {
        BooleanSupplier stops = () -> closing || stop.getAsBoolean();
        store.endDead(Duration.ofSeconds(Replica.DEAD_AFTER_SECONDS), "the replica that ran this is gone\n");
        boolean thorough = store.claimFullScan(FULL_SCAN_EVERY);
        RunBook book = book(new RunRequest(Trigger.AUTOMATIC, false, false, 1, thorough), _ -> {}, stops);
        work(book);
        repeat(() -> stops.getAsBoolean() ? 0 : store.forget(REMEMBERED, BATCH));
        return book.tally();
    }

    /** Asks a run to stop after its present batch, whichever replica does it. One that has ended stays as it is. */
    public void stop(long run) {
        if (!store.stop(run)) {
            throw unknown("execution " + run + " not found");
        }
    }

    public Run find(long run) {
        return store.find(run).orElseThrow(() -> unknown("garbage collection execution " + run + " not found"));
    }

    /** What a run said while it ran. */
    public String log(long run) {
        return store.log(run).orElseThrow(() -> unknown("garbage collection " + run + " log is not found"));
    }

    /**
     * Runs, newest first; those that the loops did by themselves only if {@code automaticToo}.
     *
     * @param limit how many; null for all
     */
    public List<Run> list(boolean automaticToo, long offset, @Nullable Long limit) {
        return store.list(automaticToo, offset, limit);
    }

    public long count(boolean automaticToo) {
        return store.count(automaticToo);
    }

    /** Receipts of a run that follow the receipt {@code after}, oldest first. */
    public List<Receipt> receipts(long run, long after, int limit) {
        List<Receipt> receipts = store.receipts(run, after, limit);
        if (receipts.isEmpty()) {
            find(run);
        }
        return receipts;
    }

    /** Stops what runs here, after the present batch. */
    @Override
    public void close() {
        closing = true;
        background.shutdown();
        try {
            if (!background.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warning("a garbage collection has not stopped; it is cut off where it is, which does no harm");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RunBook book(RunRequest request, Consumer<String> progress, BooleanSupplier stop) {
        return new RunBook(store, request, owner, clock, progress, stop);
    }

    private void work(RunBook book) throws IOException {
        boolean done = false;
        try {
            if (book.request().dryRun()) {
                preview(book);
            } else {
                collect(book);
            }
            done = true;
            book.end(book.isStopped() ? RunStatus.STOPPED : RunStatus.SUCCESS);
        } finally {
            if (!done) {
                endInError(book);
            }
        }
    }

    private static void endInError(RunBook book) {
        try {
            book.say("it did not get to its end; what it did is done, the rest follows with the next run");
            book.end(RunStatus.ERROR);
        } catch (DbException e) {
            LOG.log(Level.FINE, "the run's end is not written down; another replica will notice", e);
        }
    }

    private void preview(RunBook book) {
        if (book.request().deleteUntagged()) {
            long untagged = collector.countUntagged();
            book.say("would delete " + untagged + " manifests without a tag");
            book.did(Tally.ofUntagged(untagged), List.of());
        }
        List<Condemned> found = collector.preview(MOST_PREVIEWED);
        long bytes = found.stream().mapToLong(Condemned::size).sum();
        String atLeast = found.size() == MOST_PREVIEWED ? "at least " : "";
        book.say("would give up " + atLeast + found.size() + " blobs, " + size(bytes));
        book.did(Tally.ofCondemned(found.size(), bytes), receipts(Receipt.Step.PREVIEW, found));
    }

    private void collect(RunBook book) throws IOException {
        if (book.request().deleteUntagged()) {
            long untagged = count(book, collector::deleteUntagged, Tally::ofUntagged);
            book.say("deleted " + untagged + " manifests without a tag; they can be restored for a while");
        }
        long artifacts = count(book, collector::expireArtifacts, Tally::ofArtifacts);
        long leases = repeat(() -> book.isStopped() ? 0 : collector.expireLeases(BATCH));
        book.say("removed " + artifacts + " deleted artifacts for good and " + leases + " leases that had run out");
        if (book.request().thorough() && !book.isStopped()) {
            book.say("looked at all blobs and nominated " + collector.nominateAll());
        }
        condemn(book);
        sweep(book);
        uploads(book);
        book.did(Tally.NOTHING, List.of());
    }

    private void condemn(RunBook book) {
        Tally before = book.tally();
        repeat(() -> {
            if (book.isStopped()) {
                return 0;
            }
            Condemnation round = collector.condemn(BATCH);
            List<Condemned> condemned = round.condemned();
            book.did(
                    Tally.ofCondemned(
                            condemned.size(),
                            condemned.stream().mapToLong(Condemned::size).sum()),
                    receipts(Receipt.Step.CONDEMNED, condemned));
            return round.settled();
        });
        book.say("gave up " + (book.tally().condemned() - before.condemned()) + " blobs, "
                + size(book.tally().condemnedBytes() - before.condemnedBytes()));
    }

    private void sweep(RunBook book) throws IOException {
        int abandoned = sweeper.abandonDeadWriters();
        book.did(Tally.ofAbandoned(abandoned), List.of());
        for (int batch = 0; batch < MOST_BATCHES && !book.isStopped(); batch++) {
            List<Swept> swept = sweeper.sweep(BATCH);
            if (swept.isEmpty()) {
                break;
            }
            book.did(
                    Tally.ofSwept(
                            swept.size(), swept.stream().mapToLong(Swept::bytes).sum()),
                    swept.stream()
                            .map(object -> new Receipt.Entry(
                                    Receipt.Step.SWEPT,
                                    object.digest(),
                                    object.objectKey(),
                                    object.bytes(),
                                    object.reason()))
                            .toList());
        }
        book.say("deleted " + book.tally().swept() + " objects from the store, "
                + size(book.tally().sweptBytes()) + "; condemned " + abandoned + " whose writers died");
    }

    private void uploads(RunBook book) throws IOException {
        long given = 0;
        for (int batch = 0; batch < MOST_BATCHES && !book.isStopped(); batch++) {
            int expired = sweeper.expireUploads(BATCH);
            given += expired;
            book.did(Tally.ofUploads(expired), List.of());
            if (expired == 0) {
                break;
            }
        }
        if (book.request().thorough() && !book.isStopped()) {
            int leftover = sweeper.removeLeftoverUploads().size();
            given += leftover;
            book.did(Tally.ofUploads(leftover), List.of());
        }
        book.say("gave up " + given + " uploads that nobody went on with");
    }

    private static long count(RunBook book, IntUnaryOperator step, LongFunction<Tally> tally) {
        return repeat(() -> {
            if (book.isStopped()) {
                return 0;
            }
            int done = step.applyAsInt(BATCH);
            book.did(tally.apply(done), List.of());
            return done;
        });
    }

    /** Does batches until one finds nothing; answers the sum. */
    private static long repeat(IntSupplier batch) {
        long sum = 0;
        for (int n = 0; n < MOST_BATCHES; n++) {
            int done = batch.getAsInt();
            if (done == 0) {
                break;
            }
            sum += done;
        }
        return sum;
    }

    private static List<Receipt.Entry> receipts(Receipt.Step step, List<Condemned> blobs) {
        return blobs.stream()
                .map(blob -> new Receipt.Entry(step, blob.digest(), blob.objectKey(), blob.size(), blob.reason()))
                .toList();
    }

    private static String size(long bytes) {
        double mebibytes = bytes / (1024.0 * 1024.0);
        return String.format(Locale.ROOT, "%.1f MiB", mebibytes);
    }

    private static ProblemException unknown(String message) {
        return new ProblemException(new Problem.NotFound(Problem.Kind.OTHER, message));
    }
}
