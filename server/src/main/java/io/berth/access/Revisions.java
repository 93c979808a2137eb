package io.berth.access;

import io.berth.db.Db;
import io.berth.db.DbException;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What rights were taken away lately, read from the database every two seconds, so that a token from before is refused at
 * every replica. The numbers come from the database's sequence: no clock decides. While the database is away, what was read
 * last holds for ten minutes; then no token is believed.
 */
public final class Revisions implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Revisions.class.getName());
    private static final Duration BELIEVED = Duration.ofMinutes(10);
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final RevisionStore store;
    private final InstantSource clock;
    private final Duration every;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong readings = new AtomicLong();
    private final AtomicReference<Reading> last;
    private Instant pruned = Instant.EPOCH;

    private Revisions(RevisionStore store, InstantSource clock, Duration every) {
        this.store = store;
        this.clock = clock;
        this.every = every;
        this.last = new AtomicReference<>(new Reading(0, Map.of(), clock.instant()));
    }

    /** Reads the revisions and goes on reading them until closed. */
    public static Revisions follow(Db db, InstantSource clock) {
        return follow(db, clock, Duration.ofSeconds(2));
    }

    static Revisions follow(Db db, InstantSource clock, Duration every) {
        Revisions revisions = new Revisions(new RevisionStore(db), clock, every);
        revisions.read();
        Thread.ofVirtual().name("access-revisions").start(revisions::poll);
        return revisions;
    }

    /** The subject under which a user's rights are revised. */
    static String user(String name) {
        return "user:" + name;
    }

    /** The subject under which the rights in a project are revised. */
    static String project(String name) {
        return "project:" + name;
    }

    /**
     * The revisions by subject, as read within the last seconds; no I/O.
     *
     * @throws ProblemException {@link Problem.Unavailable} if the database has not answered for too long
     */
    Map<String, Long> current() {
        Reading reading = Objects.requireNonNull(last.get());
        if (reading.at.plus(BELIEVED).isBefore(clock.instant())) {
            throw new ProblemException(
                    new Problem.Unavailable(RETRY_AFTER, "the database has not answered for a while"));
        }
        return reading.revisions;
    }

    /** Whether the database answered the last readings; no I/O. */
    public boolean areFresh() {
        return !Objects.requireNonNull(last.get()).at.plus(FRESH).isBefore(clock.instant());
    }

    /** Reads now, so that what this replica changed holds here at once. */
    void read() {
        long number = readings.incrementAndGet();
        Instant now = clock.instant();
        Reading reading = new Reading(number, store.revisions(), now);
        last.accumulateAndGet(reading, (old, fresh) -> fresh.number > old.number ? fresh : old);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private void poll() {
        boolean failing = false;
        while (!isClosed()) {
            try {
                read();
                prune();
                failing = false;
            } catch (DbException e) {
                if (!failing) {
                    LOG.log(
                            Level.WARNING,
                            "cannot read which rights were taken away, trying again: {0}",
                            e.getMessage());
                }
                failing = true;
            }
        }
    }

    private boolean isClosed() {
        try {
            return closed.await(every.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void prune() {
        Instant now = clock.instant();
        if (pruned.plus(PRUNE_EVERY).isBefore(now)) {
            store.prune();
            pruned = now;
        }
    }

    /** One answer of the database; the one that was asked for last says most, whichever arrives last. */
    private record Reading(long number, Map<String, Long> revisions, Instant at) {}
}
