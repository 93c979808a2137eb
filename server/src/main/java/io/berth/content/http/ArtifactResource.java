package io.berth.content.http;

import io.berth.content.Artifact;
import io.berth.content.ArtifactFilter;
import io.berth.content.ArtifactKey;
import io.berth.content.Artifacts;
import io.berth.content.Manifests;
import io.berth.harborapi.Call;
import io.berth.harborapi.HarborError;
import io.berth.harborapi.HarborException;
import io.berth.harborapi.Paging;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.berth.harborapi.Query;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /api/v2.0/projects/{project_name}/repositories/{repository_name}/artifacts}. */
@Path("/api/v2.0/projects/{project_name}/repositories/{repository_name}/artifacts")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ArtifactResource {
    private static final String BUILD_HISTORY = "build_history";
    private static final List<String> ADDITIONS =
            List.of(BUILD_HISTORY, "values.yaml", "readme.md", "dependencies", "sbom", "license", "files");

    private final Artifacts artifacts;
    private final Manifests manifests;

    public ArtifactResource(Artifacts artifacts, Manifests manifests) {
        this.artifacts = artifacts;
        this.manifests = manifests;
    }

    /** The list of a repository that is not there is empty. */
    @GET
    @Permission(Need.PROJECT_READ)
    public Response list(
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @Context UriInfo uri) {
        Parameters parameters = new Parameters(uri);
        Paging paging = Paging.of(uri);
        Query query = Query.parse(parameters.text("q"));
        Optional<RepositoryName> name = RepositoryPath.of(project, repository).possible();
        if (name.isEmpty() || query.asks("labels")) {
            return paging.answer(List.of(), 0);
        }
        ArtifactFilter filter = ArtifactQuery.of(query, parameters.text("sort"));
        List<ArtifactView> rows =
                artifacts.list(name.get(), filter, detail(parameters), paging.limit(), paging.offset()).stream()
                        .map(ArtifactView::of)
                        .toList();
        return paging.answer(rows, artifacts.count(name.get(), filter));
    }

    @GET
    @Path("{reference}")
    @Permission(Need.PROJECT_READ)
    public ArtifactView get(
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @PathParam("reference") String reference,
            @Context UriInfo uri) {
        RepositoryName name = RepositoryPath.of(project, repository).required();
        return ArtifactView.of(artifacts.find(name, reference, detail(new Parameters(uri))));
    }

    /** Deletes an artifact with all its tags and what belongs to it, be it named by one of the tags. */
    @DELETE
    @Path("{reference}")
    @Permission(Need.PROJECT_DELETE)
    public Response delete(
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @PathParam("reference") String reference) {
        RepositoryName name = RepositoryPath.of(project, repository).required();
        manifests.delete(name, artifacts.locate(name, reference).digest());
        return Response.ok().build();
    }

    @GET
    @Path("{reference}/accessories")
    @Permission(Need.PROJECT_READ)
    public Response accessories(
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @PathParam("reference") String reference,
            @Context UriInfo uri) {
        Paging paging = Paging.of(uri);
        List<String> types = Query.parse(new Parameters(uri).text("q")).anyOf("type");
        ArtifactKey subject =
                artifacts.locate(RepositoryPath.of(project, repository).required(), reference);
        List<AccessoryView> rows = artifacts.accessories(subject, types, paging.limit(), paging.offset()).stream()
                .map(accessory -> AccessoryView.of(accessory, subject))
                .toList();
        return paging.answer(rows, artifacts.countAccessories(subject, types));
    }

    /** There are no scanners yet, so there are no findings. */
    @GET
    @Path("{reference}/additions/vulnerabilities")
    @Permission(Need.PROJECT_READ)
    public Response vulnerabilities(
            @Context ContainerRequestContext request,
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @PathParam("reference") String reference) {
        artifacts.locate(RepositoryPath.of(project, repository).required(), reference);
        throw new ProblemException(new Problem.NotFound(
                Problem.Kind.OTHER,
                "no scanner registration configured for project: "
                        + Call.of(request).inProject().id()));
    }

    @GET
    @Path("{reference}/additions/{addition}")
    @Permission(Need.PROJECT_READ)
    public Response addition(
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @PathParam("reference") String reference,
            @PathParam("addition") String addition) {
        if (!ADDITIONS.contains(addition)) {
            throw HarborException.unprocessable(
                    "addition in path should be one of [" + String.join(" ", ADDITIONS) + "]");
        }
        RepositoryName name = RepositoryPath.of(project, repository).required();
        Artifact artifact = artifacts.find(name, reference, new Artifacts.Detail(false, false));
        if (!addition.equals(BUILD_HISTORY) || !artifact.hasBuildHistory()) {
            String manifest = artifact.hasBuildHistory() ? "(manifest version 2)" : "";
            throw new ProblemException(new Problem.Invalid(
                    Problem.Subject.PARAMETER,
                    "addition " + addition.toUpperCase(Locale.ROOT) + " isn't supported for " + artifact.kind()
                            + manifest));
        }
        return Response.ok(artifacts.buildHistory(name, artifact.digest().toString()))
                .header(HttpHeaders.CONTENT_TYPE, HarborError.MEDIA_TYPE)
                .build();
    }

    private static Artifacts.Detail detail(Parameters parameters) {
        Boolean withTags = parameters.flag("with_tag");
        return new Artifacts.Detail(
                withTags == null || withTags, Boolean.TRUE.equals(parameters.flag("with_accessory")));
    }
}
