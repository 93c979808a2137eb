package io.berth.harborapi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EndpointsTest {
    @Path("/api/things")
    static final class Things {
        @GET
        void list() {}

        @POST
        void create() {}

        @HEAD
        void exists() {}

        @GET
        @Path("current")
        void current() {}

        @DELETE
        @Path("{id}")
        void delete() {}

        @GET
        @Path("{id}/parts/{part}")
        void part() {}

        void noEndpoint() {}
    }

    private final Endpoints endpoints = Endpoints.of(List.of(Things.class));

    @Test
    void aPathHasTheMethodsOfAllItsTemplates() {
        assertThat(endpoints.methods("/api/things")).containsExactlyInAnyOrder("GET", "POST", "HEAD");
        assertThat(endpoints.methods("/api/things/")).containsExactlyInAnyOrder("GET", "POST", "HEAD");
        assertThat(endpoints.methods("/api/things/7")).containsExactly("DELETE");
        assertThat(endpoints.methods("/api/things/current")).containsExactlyInAnyOrder("GET", "DELETE");
        assertThat(endpoints.methods("/api/things/7/parts/8")).containsExactly("GET");
    }

    @Test
    void whatIsNoPathHasNone() {
        for (String path : new String[] {"/api", "/", "", "/api/thing", "/api/things/7/parts", "/api/things/7/x/8"}) {
            assertThat(endpoints.methods(path)).isEmpty();
        }
    }
}
