package io.berth.web;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What passes through the port, counted since the start. */
public final class Traffic {
    private static final int STATUSES = 600;

    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final AtomicLongArray answers = new AtomicLongArray(STATUSES);
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    /** Connections that are open now. */
    public int connections() {
        return connections.get();
    }

    /** Connections that were one too many. */
    public long connectionsRefused() {
        return refused.sum();
    }

    /** Connections that were closed because their client was silent for too long. */
    public long connectionsTimedOut() {
        return timedOut.sum();
    }

    /** Requests that have no whole answer yet; never fewer than there are. */
    public long requestsInFlight() {
        long over = ended.sum();
        return begun.sum() - over;
    }

    /** Requests whose connection broke before they had their answer. */
    public long requestsBroken() {
        return broken.sum();
    }

    /** How many answers there were of each status. */
    public SortedMap<Integer, Long> answers() {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (int status = 0; status < STATUSES; status++) {
            long count = answers.get(status);
            if (count > 0) {
                counts.put(status, count);
            }
        }
        return counts;
    }

    /** Bytes of request bodies. */
    public long bytesReceived() {
        return received.sum();
    }

    /** Bytes of answers' bodies. */
    public long bytesSent() {
        return sent.sum();
    }

    /** How many connections there are with this one. */
    int connected() {
        return connections.incrementAndGet();
    }

    void disconnected() {
        connections.decrementAndGet();
    }

    void refused() {
        refused.increment();
    }

    void timedOut() {
        timedOut.increment();
    }

    void begun() {
        begun.increment();
    }

    void answered(int status) {
        if (status >= 0 && status < STATUSES) {
            answers.incrementAndGet(status);
        }
        ended.increment();
    }

    void broken() {
        broken.increment();
        ended.increment();
    }

    void received(long bytes) {
        received.add(bytes);
    }

    void sent(long bytes) {
        sent.add(bytes);
    }
}
