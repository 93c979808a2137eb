package io.berth.app;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** What the HTTP server needs beyond Quarkus' own keys. */
@Singleton
final class ServerOptions implements HttpServerOptionsCustomizer {
    /** Socket buffer and size of one read: pushes of large layers cost least with it. */
    private static final int RECEIVE_BUFFER = 256 * 1024;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setReceiveBufferSize(RECEIVE_BUFFER);
    }
}
