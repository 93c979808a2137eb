package io.berth.content.http;

import io.berth.content.ArtifactKey;
import io.berth.content.Artifacts;
import io.berth.content.TagFilter;
import io.berth.content.TagFilter.Order;
import io.berth.harborapi.HarborException;
import io.berth.harborapi.JsonBody;
import io.berth.harborapi.Paging;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.berth.harborapi.Query;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;

/** {@code …/artifacts/{reference}/tags}. */
@Path("/api/v2.0/projects/{project_name}/repositories/{repository_name}/artifacts/{reference}/tags")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class TagResource {
    private static final Map<String, Order> ORDERS = Map.of(
            "name", Order.NAME,
            "-name", Order.NAME_DESCENDING,
            "push_time", Order.PUSHED,
            "-push_time", Order.PUSHED_DESCENDING);

    private final Artifacts artifacts;

    public TagResource(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    @GET
    @Permission(Need.PROJECT_READ)
    public Response list(
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @PathParam("reference") String reference,
            @Context UriInfo uri) {
        Paging paging = Paging.of(uri);
        Parameters parameters = new Parameters(uri);
        Query query = Query.parse(parameters.text("q"));
        TagFilter filter = new TagFilter(
                query.contains("name"),
                query.anyOf("name"),
                Sort.of(parameters.text("sort"), ORDERS, Order.PUSHED_DESCENDING));
        ArtifactKey artifact = locate(project, repository, reference);
        List<TagView> rows = artifacts.tags(artifact, filter, paging.limit(), paging.offset()).stream()
                .map(tag -> TagView.of(tag, artifact.repositoryId(), artifact.id()))
                .toList();
        return paging.answer(rows, artifacts.countTags(artifact, filter));
    }

    @POST
    @Permission(Need.PROJECT_PUSH)
    public Response create(
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @PathParam("reference") String reference,
            JsonBody body) {
        String name = body.as("tag", Tag.class).name();
        if (name == null || name.isEmpty()) {
            throw HarborException.unprocessable("validation failure list:\nname in body is required");
        }
        ArtifactKey artifact = locate(project, repository, reference);
        TagName tag = TagName.parse(name)
                .orElseThrow(() -> new ProblemException(
                        new Problem.Invalid(Problem.Subject.TAG, "bad request: invalid tag name: " + name)));
        artifacts.addTag(artifact, tag);
        return Response.status(201).build();
    }

    @DELETE
    @Path("{tag_name}")
    @Permission(Need.PROJECT_DELETE)
    public Response delete(
            @PathParam("project_name") String project,
            @PathParam("repository_name") String repository,
            @PathParam("reference") String reference,
            @PathParam("tag_name") String tag) {
        artifacts.removeTag(locate(project, repository, reference), tag);
        return Response.ok().build();
    }

    private ArtifactKey locate(String project, String repository, String reference) {
        return artifacts.locate(RepositoryPath.of(project, repository).required(), reference);
    }
}
