package io.berth.gc;

import io.berth.db.DbException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/** Collects by itself, at every replica, beside all else. What fails is tried again at the next turn. */
public final class GcLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GcLoop.class.getName());
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SHORTEST = Duration.ofMillis(250);

    private final GarbageCollection collection;
    private final Duration interval;
    private final RandomGenerator random;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("garbage-collection").unstarted(this::turns);

    public GcLoop(GarbageCollection collection, Duration leaseTime, RandomGenerator random) {
        this.collection = collection;
        this.interval = interval(leaseTime);
        this.random = random;
    }

    /** Begins; the first turn comes after a moment, so that a start is not slowed down. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The time between two turns: short enough that what has expired goes soon, long enough to be no load. */
    static Duration interval(Duration leaseTime) {
        Duration half = leaseTime.dividedBy(2);
        if (half.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return half.compareTo(LONGEST) > 0 ? LONGEST : half;
    }

    private void turns() {
        try {
            Duration pause = interval.dividedBy(10);
            while (!closed.await(jittered(pause), TimeUnit.MILLISECONDS)) {
                turn();
                pause = interval;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        try {
            collection.runByItself(() -> closed.getCount() == 0);
        } catch (DbException e) {
            LOG.log(
                    Level.WARNING,
                    "garbage collection goes on at its next turn; the database said: {0}",
                    e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "garbage collection goes on at its next turn", e);
        }
    }

    /** Replicas that started together shall not go on in step. */
    private long jittered(Duration pause) {
        return (long) (pause.toMillis() * random.nextDouble(0.75, 1.25));
    }
}
