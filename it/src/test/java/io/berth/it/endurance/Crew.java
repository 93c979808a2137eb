package io.berth.it.endurance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Threads that repeat their work until they are told to stop; the first failure of any stops all and is thrown by {@link #join}. */
final class Crew implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> members = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** One repetition of the work. */
    interface Work {
        void once() throws Exception;
    }

    /** Starts a member that repeats {@code work}. */
    Crew add(Work work) {
        members.add(threads.submit(() -> {
            try {
                while (!stopped.get()) {
                    work.once();
                }
            } catch (Throwable e) {
                stopped.set(true);
                throw e;
            }
            return null;
        }));
        return this;
    }

    /** Lets everybody work for so long, or until somebody fails. */
    Crew runFor(Duration time) throws InterruptedException {
        return runUntil(() -> false, time);
    }

    /** Lets everybody work until it is done, or the time is over, or until somebody fails. */
    Crew runUntil(BooleanSupplier isDone, Duration limit) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (!stopped.get() && !isDone.getAsBoolean() && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        return this;
    }

    /** Stops all and waits for them; throws what one of them failed with. */
    void join() throws Exception {
        stopped.set(true);
        for (Future<?> member : members) {
            try {
                member.get();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case Exception failure -> throw failure;
                    case Error failure -> throw failure;
                    case null, default -> throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        threads.shutdownNow();
        threads.close();
    }
}
