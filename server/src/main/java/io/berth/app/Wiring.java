package io.berth.app;

import io.berth.access.Login;
import io.berth.access.Projects;
import io.berth.access.Revisions;
import io.berth.access.Users;
import io.berth.access.http.SystemResource;
import io.berth.content.Artifacts;
import io.berth.content.Manifests;
import io.berth.content.Repositories;
import io.berth.content.Trash;
import io.berth.gc.GarbageCollection;
import io.berth.harborapi.Endpoints;
import io.quarkus.runtime.ShutdownEvent;
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

/** Joins the registry to Quarkus: makes its parts before the port is opened, and closes them after it. */
@Singleton
final class Wiring {
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
    Repositories repositories(Berth berth) {
        return berth.repositories();
    }

    @Produces
    @Singleton
    Artifacts artifacts(Berth berth) {
        return berth.artifacts();
    }

    @Produces
    @Singleton
    Manifests manifests(Berth berth) {
        return berth.manifests();
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

    void stop(@Observes ShutdownEvent event, Front front, Berth berth) {
        front.close();
        berth.close();
    }
}
