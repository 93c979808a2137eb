package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.access.Principal;
import io.berth.access.Revisions;
import io.berth.harborapi.Call;
import io.berth.harborapi.HarborTime;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What anybody may ask a registry: whether it is there, whether it is well, what it is. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class SystemResource {
    private static final String HEALTHY = "healthy";
    private static final String UNHEALTHY = "unhealthy";
    /** The parts of a Harbor that are one process here. */
    private static final List<String> OF_ONE_PROCESS =
            List.of("core", "jobservice", "portal", "registry", "registryctl");

    private final Revisions revisions;
    private final Facts facts;
    private final InstantSource clock;

    /**
     * What the configuration says.
     *
     * @param externalUrl where clients reach this registry; unless given, where the request says it went
     * @param storageType the name of the object store's kind
     * @param version the version of Berth
     */
    public record Facts(Optional<String> externalUrl, String storageType, String version) {}

    public SystemResource(Revisions revisions, Facts facts, InstantSource clock) {
        this.revisions = revisions;
        this.facts = facts;
        this.clock = clock;
    }

    @GET
    @Path("version")
    @Produces(MediaType.TEXT_PLAIN)
    @Permission(Need.NOTHING)
    public String version() {
        return "{\"version\":\"v2.0\"}";
    }

    @GET
    @Path("v2.0/ping")
    @Produces(MediaType.TEXT_PLAIN)
    @Permission(Need.NOTHING)
    public Response ping() {
        return Response.ok("Pong")
                .header(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_PLAIN)
                .build();
    }

    @GET
    @Path("v2.0/health")
    @Permission(Need.NOTHING)
    public Health health() {
        String database = revisions.areFresh() ? HEALTHY : UNHEALTHY;
        List<Health.Component> components = Stream.concat(
                        OF_ONE_PROCESS.stream().map(name -> new Health.Component(name, HEALTHY)),
                        Stream.of(new Health.Component("database", database)))
                .toList();
        return new Health(database, components);
    }

    @GET
    @Path("v2.0/systeminfo")
    @Permission(Need.NOTHING)
    public SystemInfo systemInfo(@Context ContainerRequestContext request, @Context UriInfo uri) {
        Principal caller = Call.of(request).caller();
        if (caller.isAnonymous()) {
            return SystemInfo.forAnybody();
        }
        String url = facts.externalUrl().orElseGet(() -> origin(uri));
        return SystemInfo.forUsers(
                url, facts.storageType(), "v2.16.0-berth-" + facts.version(), HarborTime.of(clock.instant()));
    }

    private static String origin(UriInfo uri) {
        URI base = uri.getBaseUri();
        return base.getScheme() + "://" + base.getAuthority();
    }

    /** Whether all is well, and each part. */
    record Health(
            @JsonProperty("status") String status,
            @JsonProperty("components") List<Component> components) {

        record Component(
                @JsonProperty("name") String name,
                @JsonProperty("status") String status) {}
    }

    /** What a registry says of itself; most of it only to users. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SystemInfo(
            @JsonProperty("auth_mode") String authMode,
            @JsonProperty("primary_auth_mode") boolean primaryAuthMode,
            @JsonProperty("self_registration") boolean selfRegistration,
            @JsonProperty("banner_message") String bannerMessage,
            @JsonProperty("oidc_provider_name") String oidcProviderName,
            @JsonProperty("current_time") @Nullable String currentTime,
            @JsonProperty("external_url") @Nullable String externalUrl,
            @JsonProperty("registry_url") @Nullable String registryUrl,
            @JsonProperty("harbor_version") @Nullable String harborVersion,
            @JsonProperty("has_ca_root") @Nullable Boolean hasCaRoot,
            @JsonProperty("notification_enable") @Nullable Boolean notificationEnable,

            @JsonProperty("project_creation_restriction") @Nullable
            String projectCreationRestriction,

            @JsonProperty("read_only") @Nullable Boolean readOnly,

            @JsonProperty("registry_storage_provider_name") @Nullable
            String registryStorageProviderName) {

        static SystemInfo forAnybody() {
            return new SystemInfo(
                    "db_auth", false, false, "", "", null, null, null, null, null, null, null, null, null);
        }

        static SystemInfo forUsers(String externalUrl, String storageType, String version, String now) {
            String registryUrl = externalUrl.replaceFirst("^[a-z]+://", "");
            return new SystemInfo(
                    "db_auth",
                    false,
                    false,
                    "",
                    "",
                    now,
                    externalUrl,
                    registryUrl,
                    version,
                    false,
                    true,
                    "everyone",
                    false,
                    storageType);
        }
    }
}
