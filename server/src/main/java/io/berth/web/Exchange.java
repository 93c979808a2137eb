package io.berth.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.impl.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. It begins on the event loop of its connection; what blocks goes to a virtual thread by
 * {@link #work} and comes back by {@link #onLoop}. Whatever is thrown on either side reaches the failure handler, so that no
 * request is left without an answer.
 */
public final class Exchange {
    private static final Logger LOG = Logger.getLogger(Exchange.class.getName());

    /** How long an unwanted body is read on after a refusal, so that the client gets to see the answer. */
    private static final long LINGER_MILLIS = 3_000;

    private static final int MAX_REQUEST_ID = 128;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Executor loop;
    private final Executor workers;
    private final Failure failure;
    private final String path;
    private final boolean bodiless;
    private @Nullable String id;
    private final @Nullable ChannelWatch watch;

    /** Answers a request whose work has failed. */
    @FunctionalInterface
    public interface Failure {
        void answer(Exchange exchange, Throwable cause);
    }

    /** Work that may fail by any exception. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** To be made on the event loop of the request. */
    public Exchange(HttpServerRequest request, String path, Executor workers, Failure failure) {
        this.request = request;
        this.response = request.response();
        ContextInternal context = ContextInternal.current();
        this.vertx = context.owner();
        this.loop = context.nettyEventLoop();
        this.path = path;
        this.workers = workers;
        this.failure = failure;
        this.watch = ChannelWatch.of(request);
        this.bodiless = isBodiless(request);
        if (bodiless) {
            // Quarkus hands requests over paused; the next one on this connection waits for the end of this one.
            request.resume();
        }
    }

    private static boolean isBodiless(HttpServerRequest request) {
        String length = request.headers().get("Content-Length");
        return length == null ? !request.headers().contains("Transfer-Encoding") : length.equals("0");
    }

    public HttpServerRequest request() {
        return request;
    }

    public HttpServerResponse response() {
        return response;
    }

    /** The path, percent-decoded. */
    public String path() {
        return path;
    }

    public String method() {
        return request.method().name();
    }

    public boolean isHead() {
        return request.method().name().equals("HEAD");
    }

    public @Nullable String header(CharSequence name) {
        return request.headers().get(name);
    }

    /** A query parameter; null if it is absent. */
    public @Nullable String query(String name) {
        return request.query() == null ? null : request.getParam(name);
    }

    public MultiMap queries() {
        return request.params();
    }

    /** The watch on this connection; null for HTTP/2. */
    @Nullable
    ChannelWatch watch() {
        return watch;
    }

    /** Whether the request says that it has no body. */
    boolean isBodiless() {
        return bodiless;
    }

    /** The event loop of the connection; the same object for all exchanges that share it. */
    public Executor loop() {
        return loop;
    }

    /** The request's id, the client's own if it sent a sensible one; it stands in the answer and in the log. */
    public String id() {
        String known = id;
        if (known == null) {
            String sent = request.getHeader("X-Request-Id");
            known = sent != null && !sent.isEmpty() && sent.length() <= MAX_REQUEST_ID && isPlain(sent)
                    ? sent
                    : fresh();
            id = known;
        }
        return known;
    }

    /** Runs what blocks on a virtual thread. */
    public void work(Work work) {
        workers.execute(() -> guarded(work));
    }

    /** Runs {@code work} on the event loop of the connection. */
    public void onLoop(Work work) {
        loop.execute(() -> guarded(work));
    }

    /** Runs {@code work} here; what it throws is answered. */
    public void guarded(Work work) {
        try {
            work.run();
        } catch (Throwable cause) {
            fail(cause);
        }
    }

    /** Answers with what the failure handler makes of {@code cause}; if the answer has begun, the connection is cut. */
    public void fail(Throwable cause) {
        if (response.ended() || response.closed()) {
            LOG.log(Level.FINE, "failed after its answer", cause);
        } else if (response.headWritten()) {
            LOG.log(Level.WARNING, cause, () -> id() + " cut off: " + method() + " " + path);
            request.connection().close();
        } else {
            try {
                failure.answer(this, cause);
            } catch (RuntimeException e) {
                LOG.log(Level.SEVERE, e, () -> id() + " has no answer: " + method() + " " + path);
                request.connection().close();
            }
        }
    }

    /** Ends the answer without a body. */
    public void end(int status) {
        response.setStatusCode(status);
        response.putHeader("Content-Length", "0");
        finish(null);
    }

    /** Ends an answer that has no body and, as RFC 9110 wants it for this status, no length. */
    public void endEmpty(int status) {
        response.setStatusCode(status);
        finish(null);
    }

    /** Ends the answer with a text; for HEAD with its length only. */
    public void end(int status, CharSequence contentType, String body) {
        end(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the answer with bytes; for HEAD with their number only. */
    public void end(int status, CharSequence contentType, byte[] body) {
        response.setStatusCode(status);
        response.putHeader("Content-Type", contentType);
        response.putHeader("Content-Length", Integer.toString(body.length));
        finish(isHead() ? null : body);
    }

    /**
     * Ends the answer on the event loop: ended from elsewhere, Vert.x may hand the next request of this connection over as a
     * pipelined one.
     */
    private void finish(byte @Nullable [] body) {
        if (isOnLoop()) {
            finishHere(body);
        } else {
            loop.execute(() -> guarded(() -> finishHere(body)));
        }
    }

    private boolean isOnLoop() {
        return loop instanceof EventLoop eventLoop && eventLoop.inEventLoop();
    }

    private void finishHere(byte @Nullable [] body) {
        boolean unread = !bodiless && !request.isEnded();
        boolean oneByOne = request.version().alpnName().startsWith("http/1");
        if (unread && oneByOne) {
            response.putHeader("Connection", "close");
        }
        if (body == null) {
            response.end();
        } else {
            response.end(Buffer.buffer(Unpooled.wrappedBuffer(body)));
        }
        if (unread && oneByOne) {
            linger();
        }
    }

    /** Reads the rest of the body away for a while before closing: data left unread would destroy the answer on its way. */
    private void linger() {
        loop.execute(() -> {
            var connection = request.connection();
            if (request.isEnded()) {
                connection.close();
                return;
            }
            request.exceptionHandler(_ -> {});
            request.handler(_ -> {});
            request.endHandler(_ -> connection.close());
            request.resume();
            vertx.setTimer(LINGER_MILLIS, _ -> connection.close());
        });
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong() | Long.MIN_VALUE)
                + Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }
}
