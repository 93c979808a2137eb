package io.berth.web;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Takes a body from the channel as it was received: a push then costs no more than receiving, hashing and writing. */
final class ChannelTap implements RequestBody.Tap {
    private final HttpServerRequest request;
    private final ChannelWatch watch;
    private @Nullable RequestBody body;
    private boolean stopped;

    ChannelTap(HttpServerRequest request, ChannelWatch watch) {
        this.request = request;
        this.watch = watch;
    }

    @Override
    public void open(RequestBody reader) {
        body = reader;
        watch.divert(this);
        request.resume();
    }

    /** Takes over a piece of the body; on the event loop. */
    void arrived(ByteBuf bytes, boolean last) {
        RequestBody reader = body;
        if (reader == null || !bytes.isReadable()) {
            bytes.release();
        } else if (reader.arrived(bytes) && !last && !stopped) {
            stopped = true;
            watch.channel().config().setAutoRead(false);
        }
        if (last) {
            go();
            if (reader != null) {
                reader.end();
            }
        }
    }

    /** The body will not come to its end; on the event loop. */
    void broke(@Nullable Throwable cause) {
        if (body != null) {
            body.broke(cause);
        }
    }

    @Override
    public void more() {
        watch.channel().eventLoop().execute(() -> {
            if (body != null && body.hasRoom()) {
                go();
            }
        });
    }

    @Override
    public void leave() {
        watch.channel().eventLoop().execute(() -> {
            watch.restore(this);
            go();
        });
    }

    private void go() {
        if (stopped) {
            stopped = false;
            watch.channel().config().setAutoRead(true);
        }
    }
}
