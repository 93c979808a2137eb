package io.berth.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** Looks after a connection of HTTP/2. What its client does beside requests, pings for instance, does not keep it open. */
final class Http2Guard extends Guard {
    private static final AttributeKey<Http2Guard> KEY = AttributeKey.valueOf(Http2Guard.class, "guard");

    private final Http2ConnectionHandler handler;
    private final IntObjectMap<HttpServerRequest> requests = new IntObjectHashMap<>();

    Http2Guard(Connections connections, Channel channel) {
        super(connections, channel);
        this.handler = channel.pipeline().get(Http2ConnectionHandler.class);
        channel.attr(KEY).set(this);
        handler.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                ended(stream.id());
            }
        });
    }

    /** Notes a request that begins; on the event loop of its connection. */
    static void begun(HttpServerRequest request) {
        Http2Guard guard =
                ((ConnectionBase) request.connection()).channel().attr(KEY).get();
        if (guard != null) {
            guard.requests.put(request.response().streamId(), request);
            guard.connections.traffic().begun();
        }
    }

    private void ended(int stream) {
        moves();
        HttpServerRequest request = requests.remove(stream);
        if (request == null) {
            return;
        }
        connections.traffic().received(request.bytesRead());
        connections.traffic().sent(request.response().bytesWritten());
        if (request.response().ended()) {
            connections.traffic().answered(request.response().getStatusCode());
        } else {
            connections.traffic().broken();
        }
        if (connections.isEnding()) {
            end();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!requests.isEmpty()) {
            moves();
        }
        super.channelRead(context, message);
    }

    @Override
    boolean isOverdue(long now) {
        if (requests.isEmpty()) {
            return standsStillFor(now) > connections.idle();
        }
        waitsForReader();
        if (isServersTurn()) {
            moves();
        }
        return standsStillFor(now) > connections.reading();
    }

    /** Whether some request has come whole and its answer has not begun. */
    private boolean isServersTurn() {
        try {
            return handler.connection()
                            .forEachActiveStream(stream ->
                                    stream.state() != Http2Stream.State.HALF_CLOSED_REMOTE || stream.isHeadersSent())
                    != null;
        } catch (Http2Exception e) {
            return false;
        }
    }

    @Override
    void giveUp(ChannelHandlerContext context) {
        if (requests.isEmpty()) {
            channel.close();
        } else {
            context.close();
        }
    }

    /** Tells the client to send no more (GOAWAY); Netty closes the connection after its last answer. */
    @Override
    void end() {
        channel.eventLoop().execute(() -> {
            handler.gracefulShutdownTimeoutMillis(-1);
            channel.close();
        });
    }
}
