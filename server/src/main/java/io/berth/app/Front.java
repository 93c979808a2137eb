package io.berth.app;

import io.berth.access.http.TokenHandler;
import io.berth.distribution.DistributionHandler;
import io.berth.observe.http.HealthHandler;
import io.berth.web.HttpConfig;
import io.berth.web.WebServer;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.Closeable;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The port and who answers what: the hot paths ahead of all routing, the rest through Quarkus' router. Quarkus opens no port of
 * its own.
 */
@Singleton
final class Front implements Closeable {
    private final Vertx vertx;
    private final Berth berth;
    private final HealthHandler health;
    private final FrontPage page = new FrontPage();
    private final Handler<HttpServerRequest> quarkus = VertxHttpRecorder.getRootHandler();
    private final AtomicReference<WebServer> server = new AtomicReference<>();

    Front(Vertx vertx, Berth berth) {
        this.vertx = vertx;
        this.berth = berth;
        this.health = new HealthHandler(berth.readiness());
    }

    /** Opens the port and answers which it is. */
    int open() {
        WebServer opened = WebServer.open(vertx, berth.settings().http(), this::dispatch);
        server.set(opened);
        berth.readiness().started();
        return opened.port();
    }

    @Override
    public void close() {
        WebServer open = server.getAndSet(null);
        if (open != null) {
            berth.readiness().stopping();
            HttpConfig http = berth.settings().http();
            open.drain(http.drainTime(berth.settings().database().isEmbedded()), http.finishTime());
            open.close();
        }
    }

    private void dispatch(HttpServerRequest request) {
        String path = request.path();
        if (DistributionHandler.owns(path)) {
            berth.distribution().handle(request);
        } else if (TokenHandler.owns(path)) {
            berth.tokenHandler().handle(request);
        } else if (HealthHandler.owns(path)) {
            health.handle(request);
        } else if (FrontPage.owns(path)) {
            WebServer open = server.get();
            int port = open == null ? berth.settings().http().port() : open.port();
            page.answer(request, new Welcome(berth.settings().http(), port, null));
        } else {
            quarkus.handle(request);
        }
    }
}
