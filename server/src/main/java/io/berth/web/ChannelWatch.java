package io.berth.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the pipeline of an HTTP/1 connection, one step before Vert.x would copy bodies to the heap, and hands the body of
 * a request to its {@link ChannelTap} instead. A tap can be set only on the very turn on which the request's head passes: a
 * pipelined request reaches its handler later, when some of its body may have passed already.
 */
final class ChannelWatch extends ChannelInboundHandlerAdapter {
    private static final AttributeKey<ChannelWatch> KEY = AttributeKey.valueOf(ChannelWatch.class, "watch");
    private static final String BEFORE = "handler";

    private final Channel channel;
    private boolean headPasses;
    private @Nullable ChannelTap tap;

    private ChannelWatch(Channel channel) {
        this.channel = channel;
    }

    /** The watch of the request's connection, put there if need be; null for HTTP/2. On the event loop. */
    static @Nullable ChannelWatch of(HttpServerRequest request) {
        if (!(request.connection() instanceof ConnectionBase connection)
                || !request.version().alpnName().startsWith("http/1")) {
            return null;
        }
        return on(connection.channel());
    }

    /** The watch of a connection of HTTP/1, put there if need be. On the event loop. */
    static @Nullable ChannelWatch on(Channel channel) {
        ChannelWatch watch = channel.attr(KEY).get();
        if (watch == null && channel.pipeline().get(BEFORE) != null) {
            watch = new ChannelWatch(channel);
            channel.attr(KEY).set(watch);
            channel.pipeline().addBefore(BEFORE, null, watch);
        }
        return watch;
    }

    /** Whether a tap can be set now. */
    boolean headPasses() {
        return headPasses && tap == null;
    }

    /** Gives the body that follows to {@code next}. */
    void divert(ChannelTap next) {
        tap = next;
    }

    /** Lets what is left of the body pass to Vert.x. */
    void restore(ChannelTap former) {
        if (tap == former) {
            tap = null;
        }
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        ChannelTap to = tap;
        if (message instanceof HttpRequest) {
            headPasses = true;
            try {
                super.channelRead(context, message);
            } finally {
                headPasses = false;
            }
        } else if (to != null && message instanceof HttpContent content) {
            if (content.decoderResult().isFailure()) {
                tap = null;
                to.broke(content.decoderResult().cause());
                super.channelRead(context, message);
                return;
            }
            boolean last = content instanceof LastHttpContent;
            if (last) {
                tap = null;
            }
            to.arrived(content.content(), last);
            if (last) {
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        ChannelTap to = tap;
        tap = null;
        if (to != null) {
            to.broke(null);
        }
        super.channelInactive(context);
    }
}
