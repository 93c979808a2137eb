package io.berth.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens bodies of requests. What all of them together hold in memory stays within one budget, however many there are. */
public final class RequestBodies {
    static final long MOST = 512 * 1024;
    private static final long LEAST = 64 * 1024;

    private final Duration patience;
    private final long budget;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param patience for how long nothing of a body may come
     * @param budget how many bytes all windows together should hold
     */
    public RequestBodies(Duration patience, long budget) {
        this.patience = patience;
        this.budget = budget;
    }

    /** Starts reading the body of a request; on its event loop. */
    public RequestBody open(Exchange exchange) {
        open.incrementAndGet();
        return RequestBody.open(exchange, patience, this::window, open::decrementAndGet);
    }

    /** How many bodies are open. */
    public int count() {
        return open.get();
    }

    /** How much each body may hold now. */
    long window() {
        return Math.clamp(budget / Math.max(1, open.get()), LEAST, MOST);
    }
}
