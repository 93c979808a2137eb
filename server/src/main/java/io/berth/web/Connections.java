package io.berth.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The connections of the port: how many there may be, how long a client may keep one waiting, and how they end. */
final class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class.getName());

    /** For how long at most the head of a request may be on its way. */
    private static final Duration HEAD = Duration.ofSeconds(30);

    /** A slow reader shows itself in leaps, since the kernels on both sides buffer: it gets that many idle timeouts. */
    private static final int READERS_PATIENCE = 5;

    /** The sizes of a read, from that of a request's head to that of a large layer: pushes cost least with it. */
    private static final int LEAST_READ = 512;

    private static final int FIRST_READ = 4 * 1024;
    private static final int MOST_READ = 256 * 1024;

    private static final long COMPLAIN_EVERY = Duration.ofMinutes(1).toNanos();
    private static final String LAST = "handler";
    private static final String VERTX_IDLE = "idle";

    private final Traffic traffic;
    private final int most;
    private final long idle;
    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final AtomicLong complained = new AtomicLong(System.nanoTime() - COMPLAIN_EVERY);
    private volatile boolean ending;

    Connections(Traffic traffic, int most, Duration idle) {
        this.traffic = traffic;
        this.most = most;
        this.idle = idle.toNanos();
    }

    /** Takes a new connection in; on its event loop. */
    void admit(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        ChannelPipeline pipeline = channel.pipeline();
        boolean isFirstVersion = pipeline.get("httpDecoder") != null;
        if (traffic.connected() > most) {
            traffic.disconnected();
            refuse(channel, isFirstVersion);
            return;
        }
        if (pipeline.get(VERTX_IDLE) != null) {
            pipeline.remove(VERTX_IDLE);
        }
        channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ));
        Guard guard = isFirstVersion ? new Http1Guard(this, channel) : new Http2Guard(this, channel);
        pipeline.addBefore(LAST, null, guard);
        guards.add(guard);
        if (isFirstVersion) {
            ChannelWatch.on(channel);
        }
    }

    /** From now on every answer is the last of its connection. */
    void end() {
        ending = true;
        guards.forEach(Guard::end);
    }

    boolean isEnding() {
        return ending;
    }

    Traffic traffic() {
        return traffic;
    }

    /** For how long, in nanoseconds, a connection may have nothing to do, and a body may stand still. */
    long idle() {
        return idle;
    }

    /** For how long, in nanoseconds, the head of a request may take once it has begun. */
    long head() {
        return Math.min(HEAD.toNanos(), idle);
    }

    /** For how long, in nanoseconds, a client may take nothing of its answer. */
    long reading() {
        return idle * READERS_PATIENCE;
    }

    void closed(Guard guard) {
        if (guards.remove(guard)) {
            traffic.disconnected();
        }
    }

    /** An answer that only the connection itself can give, and the last one there. */
    static FullHttpResponse lastAnswer(HttpResponseStatus status) {
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }

    private void refuse(Channel channel, boolean isFirstVersion) {
        traffic.refused();
        long last = complained.get();
        if (System.nanoTime() - last >= COMPLAIN_EVERY && complained.compareAndSet(last, System.nanoTime())) {
            LOG.log(Level.WARNING, "refusing connections beyond {0} (berth.http.max-connections)", most);
        }
        if (isFirstVersion) {
            FullHttpResponse answer = lastAnswer(HttpResponseStatus.SERVICE_UNAVAILABLE);
            answer.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
            channel.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }
}
