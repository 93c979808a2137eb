package io.berth.content.http;

import io.berth.access.Principal;
import io.berth.content.Repositories;
import io.berth.content.RepositoryFilter;
import io.berth.content.RepositoryFilter.Scope;
import io.berth.harborapi.Call;
import io.berth.harborapi.Paging;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** {@code /api/v2.0/repositories}: those of all projects that the caller may see. */
@Path("/api/v2.0/repositories")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class AllRepositoriesResource {
    private final Repositories repositories;

    public AllRepositoriesResource(Repositories repositories) {
        this.repositories = repositories;
    }

    @GET
    @Permission(Need.NOTHING)
    public Response list(@Context ContainerRequestContext request, @Context UriInfo uri) {
        Principal caller = Call.of(request).caller();
        Scope scope = caller.admin() ? new Scope.Everywhere() : new Scope.VisibleTo(caller.id());
        Paging paging = Paging.of(uri);
        RepositoryFilter filter = RepositoryQuery.of(new Parameters(uri), scope);
        List<RepositoryView> rows = repositories.list(filter, paging.limit(), paging.offset()).stream()
                .map(RepositoryView::of)
                .toList();
        return paging.answer(rows, repositories.count(filter));
    }
}
