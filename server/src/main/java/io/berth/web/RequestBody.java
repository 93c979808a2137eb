package io.berth.web;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, piece by piece, for one reader on a virtual thread. At most a small window of it is in memory: beyond
 * that the connection is not read until the reader has caught up. A body that breaks off, or of which nothing came for too
 * long, ends in an {@link IOException}; a slow one that goes on coming does not.
 */
public final class RequestBody implements Closeable {
    private static final Object END = new Object();

    private final Duration patience;
    private final LongSupplier window;
    private final Runnable closed;
    private final LinkedBlockingQueue<Object> pieces = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final Tap tap;
    private @Nullable ByteBuf current;
    private boolean ended;
    private boolean isClosed;

    private record Broken(IOException cause) {}

    /** The body of a request that has none. */
    private static final class EmptyTap implements Tap {
        @Override
        public void open(RequestBody body) {
            body.end();
        }

        @Override
        public void more() {}

        @Override
        public void leave() {}
    }

    /** Where the bytes come from; it calls {@link #arrived}, {@link #end} and {@link #broke} on the event loop. */
    interface Tap {
        /** Starts reading; on the event loop. */
        void open(RequestBody body);

        /** The reader has caught up: go on if it was stopped. From any thread. */
        void more();

        /** Nobody reads any longer; what is still to come is somebody else's. From any thread. */
        void leave();
    }

    private RequestBody(Tap tap, Duration patience, LongSupplier window, Runnable closed) {
        this.tap = tap;
        this.patience = patience;
        this.window = window;
        this.closed = closed;
    }

    /**
     * Starts reading a body that is known to be small; to be called on the event loop of the request.
     *
     * @param patience for how long nothing may come
     */
    public static RequestBody open(Exchange exchange, Duration patience) {
        return open(exchange, patience, () -> RequestBodies.MOST, () -> {});
    }

    /**
     * Starts reading.
     *
     * @param window how many bytes may wait for the reader
     * @param closed is told when the body is closed
     */
    static RequestBody open(Exchange exchange, Duration patience, LongSupplier window, Runnable closed) {
        Tap tap = tap(exchange);
        RequestBody body = new RequestBody(tap, patience, window, closed);
        tap.open(body);
        return body;
    }

    private static Tap tap(Exchange exchange) {
        ChannelWatch watch = exchange.watch();
        if (exchange.isBodiless()) {
            return new EmptyTap();
        }
        return watch != null && watch.headPasses()
                ? new ChannelTap(exchange.request(), watch)
                : new RequestTap(exchange);
    }

    /** The next bytes, to be used before the next call; null at the end. */
    public @Nullable ByteBuffer next() throws IOException {
        release();
        if (ended) {
            return null;
        }
        Object piece;
        try {
            piece = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading a request body", e);
        }
        if (piece == END) {
            ended = true;
            return null;
        }
        if (piece instanceof Broken(IOException cause)) {
            ended = true;
            throw cause;
        }
        if (!(piece instanceof ByteBuf bytes)) {
            throw new EOFException("nothing of the body came for " + patience.toSeconds() + " s");
        }
        current = bytes;
        waiting.addAndGet(-bytes.readableBytes());
        if (hasRoom()) {
            tap.more();
        }
        return bytes.nioBuffer();
    }

    /** Stops reading; what was not read is left to the connection. */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        closed.run();
        release();
        tap.leave();
        for (Object piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            if (piece instanceof ByteBuf bytes) {
                bytes.release();
            }
        }
    }

    /** Takes over a buffer; true if the tap should stop until {@link Tap#more}. */
    boolean arrived(ByteBuf bytes) {
        long now = waiting.addAndGet(bytes.readableBytes());
        pieces.add(bytes);
        return now > window.getAsLong();
    }

    /** Whether the reader has room again. */
    boolean hasRoom() {
        return waiting.get() < window.getAsLong() / 2;
    }

    void end() {
        pieces.add(END);
    }

    void broke(@Nullable Throwable cause) {
        EOFException end = new EOFException("the connection broke off inside a request body");
        if (cause != null) {
            end.initCause(cause);
        }
        pieces.add(new Broken(end));
    }

    private void release() {
        ByteBuf bytes = current;
        current = null;
        if (bytes != null) {
            bytes.release();
        }
    }
}
