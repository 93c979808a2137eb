package io.berth.app;

import io.berth.access.http.TokenHandler;
import io.berth.distribution.DistributionHandler;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Joins the registry to Quarkus: makes its parts before the port is opened, and puts its hot paths ahead of all routing. */
@Singleton
final class Wiring {
    /** Before REST, health and every filter. */
    private static final int FIRST = -1000;

    @Produces
    @Singleton
    Berth berth() throws IOException {
        return Berth.start(SettingsReader.read());
    }

    void routes(@Observes Router router, Berth berth) {
        router.route().order(FIRST).handler(context -> dispatch(context, berth));
    }

    void stop(@Observes ShutdownEvent event, Berth berth) {
        berth.close();
    }

    private static void dispatch(RoutingContext context, Berth berth) {
        String path = context.request().path();
        if (DistributionHandler.owns(path)) {
            berth.distribution().handle(context.request());
        } else if (TokenHandler.owns(path)) {
            berth.tokenHandler().handle(context.request());
        } else {
            context.next();
        }
    }
}
