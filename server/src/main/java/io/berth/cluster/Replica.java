package io.berth.cluster;

import io.berth.db.Db;
import io.berth.db.DbException;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * This process among its equals: its identity, made anew at each start, and the heartbeat by which the others know that it
 * lives. A replica that was not seen for a minute counts as dead; should it wake up, what it was writing has been taken away
 * and its commits hit no row.
 */
public final class Replica implements AutoCloseable {
    /** After how many seconds of silence a replica counts as dead. */
    public static final int DEAD_AFTER_SECONDS = 60;

    private static final Logger LOG = Logger.getLogger(Replica.class.getName());
    private static final int HEARTBEAT_SECONDS = 5;

    private final UUID id = UUID.randomUUID();
    private final ReplicaStore store;
    private final String host;
    private final String version;
    private final CountDownLatch closed = new CountDownLatch(1);

    public Replica(Db db, String host, String version) {
        this.store = new ReplicaStore(db);
        this.host = host;
        this.version = version;
    }

    /** The owner mark of everything this process writes. */
    public UUID id() {
        return id;
    }

    /** Says that this process is there, and goes on saying it until closed. */
    public void join() {
        store.seen(id, host, version);
        Thread.ofVirtual().name("heartbeat").start(this::beat);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            store.leave(id);
        } catch (DbException e) {
            LOG.log(Level.FINE, "could not sign off; the others will notice in a minute", e);
        }
    }

    private void beat() {
        try {
            while (!closed.await(HEARTBEAT_SECONDS, TimeUnit.SECONDS)) {
                try {
                    store.seen(id, host, version);
                } catch (DbException e) {
                    LOG.log(Level.WARNING, "heartbeat not written: {0}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
