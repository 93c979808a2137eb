package io.berth.content.http;

import io.berth.content.Manifests;
import io.berth.content.Repositories;
import io.berth.content.RepositoryFilter;
import io.berth.content.RepositoryFilter.Scope;
import io.berth.harborapi.Call;
import io.berth.harborapi.JsonBody;
import io.berth.harborapi.Paging;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.berth.oci.RepositoryName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** {@code /api/v2.0/projects/{project_name}/repositories}. */
@Path("/api/v2.0/projects/{project_name}/repositories")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class RepositoryResource {
    private final Repositories repositories;

    public RepositoryResource(Repositories repositories) {
        this.repositories = repositories;
    }

    @GET
    @Permission(Need.PROJECT_READ)
    public Response list(@Context ContainerRequestContext request, @Context UriInfo uri) {
        Scope scope = new Scope.InProject(Call.of(request).inProject().id());
        Paging paging = Paging.of(uri);
        RepositoryFilter filter = RepositoryQuery.of(new Parameters(uri), scope);
        List<RepositoryView> rows = repositories.list(filter, paging.limit(), paging.offset()).stream()
                .map(RepositoryView::of)
                .toList();
        return paging.answer(rows, repositories.count(filter));
    }

    @GET
    @Path("{repository_name}")
    @Permission(Need.PROJECT_MEMBER)
    public RepositoryView get(
            @PathParam("project_name") String project, @PathParam("repository_name") String repository) {
        RepositoryName name = RepositoryPath.of(project, repository).required();
        return RepositoryView.of(repositories.find(name).orElseThrow(() -> Manifests.unknownRepository(name)));
    }

    @PUT
    @Path("{repository_name}")
    @Permission(Need.PROJECT_PUSH)
    public Response update(
            @PathParam("project_name") String project, @PathParam("repository_name") String repository, JsonBody body) {
        String description = body.as("repository", Repository.class).description();
        repositories.describe(
                RepositoryPath.of(project, repository).required(), description == null ? "" : description);
        return Response.ok().build();
    }

    @DELETE
    @Path("{repository_name}")
    @Permission(Need.PROJECT_DELETE)
    public Response delete(@PathParam("project_name") String project, @PathParam("repository_name") String repository) {
        repositories.delete(RepositoryPath.of(project, repository).required());
        return Response.ok().build();
    }
}
