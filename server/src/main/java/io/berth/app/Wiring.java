package io.berth.app;

import io.berth.access.Login;
import io.berth.access.Projects;
import io.berth.access.Revisions;
import io.berth.access.Users;
import io.berth.access.http.SystemResource;
import io.berth.access.http.TokenHandler;
import io.berth.content.Trash;
import io.berth.distribution.DistributionHandler;
import io.berth.gc.GarbageCollection;
import io.berth.harborapi.Endpoints;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;

/** Joins the registry to Quarkus: makes its parts before the port is opened, and puts its hot paths ahead of all routing. */
@Singleton
final class Wiring {
    /** Before REST, health and every filter. */
    private static final int FIRST = -1000;

    @Produces
    @Singleton
    Berth berth() throws IOException {
        return Berth.start(Settings.published());
    }

    @Produces
    @Singleton
    Revisions revisions(Berth berth) {
        return berth.revisions();
    }

    @Produces
    @Singleton
    Login login(Berth berth) {
        return berth.login();
    }

    @Produces
    @Singleton
    Users users(Berth berth) {
        return berth.users();
    }

    @Produces
    @Singleton
    Projects projects(Berth berth) {
        return berth.projects();
    }

    @Produces
    @Singleton
    SystemResource.Facts facts(Berth berth) {
        return berth.facts();
    }

    @Produces
    @Singleton
    GarbageCollection garbageCollection(Berth berth) {
        return berth.garbageCollection();
    }

    @Produces
    @Singleton
    Trash trash(Berth berth) {
        return berth.trash();
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    /** The paths of all resources, whichever capability has them. */
    @Produces
    @Singleton
    Endpoints endpoints(BeanManager beans) {
        return Endpoints.of(beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .<Class<?>>map(Bean::getBeanClass)
                .filter(type -> type.isAnnotationPresent(Path.class))
                .distinct()
                .toList());
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
