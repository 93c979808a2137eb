package io.berth.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedInput;
import java.util.concurrent.TimeUnit;

/** Looks after a connection of HTTP/1, one step before Vert.x. */
final class Http1Guard extends Guard {
    private static final int FIRST_FINAL = 200;

    /** How long the rest of a body may take to come after the last answer; closing before it would destroy that answer. */
    private static final long REST_SECONDS = 3;

    private int unanswered;
    private boolean bodyComes;
    private boolean headComes;
    private boolean read;
    private boolean isLast;
    private int status;

    Http1Guard(Connections connections, Channel channel) {
        super(connections, channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        read = true;
        headComes = false;
        if (message instanceof HttpRequest) {
            unanswered++;
            bodyComes = true;
            connections.traffic().begun();
        }
        if (message instanceof HttpContent content) {
            connections.traffic().received(content.content().readableBytes());
            if (message instanceof LastHttpContent) {
                bodyComes = false;
            }
        }
        moves();
        super.channelRead(context, message);
        if (isLast && unanswered == 0 && !bodyComes) {
            context.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (!read && !headComes && unanswered == 0 && !bodyComes) {
            // Bytes came, but no whole head.
            headComes = true;
            moves();
        }
        read = false;
        super.channelReadComplete(context);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        ChannelPromise written = promise;
        if (message instanceof HttpResponse response) {
            status = response.status().code();
            if (status >= FIRST_FINAL && connections.isEnding()) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                isLast = true;
            }
        }
        switch (message) {
            case HttpContent content ->
                connections.traffic().sent(content.content().readableBytes());
            case ByteBuf bytes -> connections.traffic().sent(bytes.readableBytes());
            case FileRegion file -> connections.traffic().sent(file.count());
            case ChunkedInput<?> file -> {
                written = promise.unvoid();
                written.addListener(_ -> connections.traffic().sent(file.progress()));
            }
            default -> {}
        }
        if (message instanceof LastHttpContent && status >= FIRST_FINAL) {
            int sent = status;
            written = promise.unvoid();
            written.addListener(done -> {
                if (done.isSuccess()) {
                    answered(context, sent);
                }
            });
        }
        super.write(context, message, written);
    }

    private void answered(ChannelHandlerContext context, int sent) {
        if (unanswered > 0) {
            unanswered--;
            connections.traffic().answered(sent);
        }
        moves();
        if (isLast && unanswered == 0) {
            if (bodyComes) {
                channel.eventLoop().schedule(() -> context.close(), REST_SECONDS, TimeUnit.SECONDS);
            } else {
                context.close();
            }
        }
    }

    @Override
    boolean isOverdue(long now) {
        if (unanswered == 0) {
            return standsStillFor(now) > (headComes ? connections.head() : connections.idle());
        }
        if (bodyComes && channel.config().isAutoRead()) {
            return standsStillFor(now) > connections.idle();
        }
        if (waitsForReader()) {
            return standsStillFor(now) > connections.reading();
        }
        moves();
        return false;
    }

    @Override
    void giveUp(ChannelHandlerContext context) {
        if (headComes) {
            context.writeAndFlush(Connections.lastAnswer(HttpResponseStatus.REQUEST_TIMEOUT))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            context.close();
        }
    }

    @Override
    void end() {
        // A client may just be sending a request: it is answered, and told that it was the last.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        for (; unanswered > 0; unanswered--) {
            connections.traffic().broken();
        }
        super.channelInactive(context);
    }
}
