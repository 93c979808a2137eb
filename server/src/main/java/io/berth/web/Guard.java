package io.berth.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks after one connection on its event loop: counts what passes, and closes it if its client keeps it waiting for too long.
 * While the server is at work there is no limit.
 */
abstract class Guard extends ChannelDuplexHandler {
    private static final int LOOKS = 4;

    final Connections connections;
    final Channel channel;
    private long moved = System.nanoTime();
    private @Nullable Object outgoing;
    private long outgoingDone;

    Guard(Connections connections, Channel channel) {
        this.connections = connections;
        this.channel = channel;
    }

    /** Whether the client kept it waiting for too long. */
    abstract boolean isOverdue(long now);

    /** Closes a connection that is overdue; at once, whatever waits to be sent. */
    abstract void giveUp(ChannelHandlerContext context);

    /** The process ends: closes the connection as soon as it has nothing to do. */
    abstract void end();

    /** Since when, by {@link System#nanoTime}, nothing has moved. */
    final long standsStillFor(long now) {
        return now - moved;
    }

    /** Something has moved, or it was not the client's turn. */
    final void moves() {
        moved = System.nanoTime();
    }

    /** Whether bytes wait for the client to take them; notes if it took some since the last time. */
    final boolean waitsForReader() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        if (buffer == null || buffer.isEmpty()) {
            return false;
        }
        Object current = buffer.current();
        long done = buffer.currentProgress();
        if (current != outgoing || done != outgoingDone) {
            outgoing = current;
            outgoingDone = done;
            moves();
        }
        return true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        look(context);
    }

    private void look(ChannelHandlerContext context) {
        channel.eventLoop().schedule(() -> lookAgain(context), connections.idle() / LOOKS, TimeUnit.NANOSECONDS);
    }

    private void lookAgain(ChannelHandlerContext context) {
        if (!channel.isOpen()) {
            return;
        }
        if (isOverdue(System.nanoTime())) {
            connections.traffic().timedOut();
            giveUp(context);
        } else {
            look(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        outgoing = null;
        connections.closed(this);
        super.channelInactive(context);
    }
}
