package io.berth.web;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, piece by piece, for a reader on a virtual thread. At most a small window of it is in memory: beyond
 * that the connection is not read until the reader has caught up. A body that breaks off, or of which nothing came for too
 * long, ends in an {@link IOException}; a slow one that goes on coming does not.
 */
public final class RequestBody {
    private static final long HIGH = 256 * 1024;
    private static final long LOW = 128 * 1024;

    private static final Object END = new Object();

    private final HttpServerRequest request;
    private final Exchange exchange;
    private final Duration patience;
    private final LinkedBlockingQueue<Object> pieces = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private boolean paused;
    private boolean ended;

    private record Broken(IOException cause) {}

    private RequestBody(Exchange exchange, Duration patience) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.patience = patience;
    }

    /**
     * Starts reading; to be called on the event loop of the request before anything else is awaited.
     *
     * @param patience for how long nothing may come
     */
    public static RequestBody open(Exchange exchange, Duration patience) {
        RequestBody body = new RequestBody(exchange, patience);
        body.listen();
        return body;
    }

    /** The next bytes, to be used before the next call; null at the end. */
    public @Nullable ByteBuffer next() throws IOException {
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
        if (piece instanceof Broken broken) {
            throw broken.cause();
        }
        if (!(piece instanceof ByteBuf bytes)) {
            throw new IOException("nothing of the body came for " + patience.toSeconds() + " s");
        }
        if (waiting.addAndGet(-bytes.readableBytes()) < LOW) {
            exchange.loop().execute(this::resume);
        }
        return bytes.nioBuffer();
    }

    private void listen() {
        request.exceptionHandler(cause -> pieces.add(new Broken(broken(cause))));
        request.endHandler(_ -> pieces.add(END));
        request.handler(this::arrived);
        request.resume();
    }

    private void arrived(Buffer buffer) {
        ByteBuf bytes = buffer.getByteBuf();
        long now = waiting.addAndGet(bytes.readableBytes());
        pieces.add(bytes);
        if (now > HIGH && !paused) {
            paused = true;
            request.pause();
        }
    }

    /** Always on the event loop: resumed from elsewhere, an upload can hang for good. */
    private void resume() {
        if (paused && waiting.get() < LOW) {
            paused = false;
            request.resume();
        }
    }

    private static IOException broken(Throwable cause) {
        EOFException end = new EOFException("the connection broke off inside a request body");
        end.initCause(cause);
        return end;
    }
}
