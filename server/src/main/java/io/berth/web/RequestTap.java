package io.berth.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Takes a body from Vert.x: for HTTP/2, and for requests whose body may have begun to come before anybody wanted it. */
final class RequestTap implements RequestBody.Tap {
    private final HttpServerRequest request;
    private final Exchange exchange;
    private boolean paused;

    RequestTap(Exchange exchange) {
        this.exchange = exchange;
        this.request = exchange.request();
    }

    @Override
    public void open(RequestBody body) {
        request.exceptionHandler(body::broke);
        request.endHandler(_ -> body.end());
        request.handler(buffer -> arrived(body, buffer));
        request.resume();
    }

    private void arrived(RequestBody body, Buffer buffer) {
        if (body.arrived(buffer.getByteBuf()) && !paused) {
            paused = true;
            request.pause();
        }
    }

    /** Always on the event loop: resumed from elsewhere, an upload can hang for good. */
    @Override
    public void more() {
        exchange.loop().execute(() -> {
            if (paused) {
                paused = false;
                request.resume();
            }
        });
    }

    @Override
    public void leave() {
        // What comes from Vert.x lies on the heap; whoever ends the exchange reads the rest away.
    }
}
