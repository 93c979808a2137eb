package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.access.CveAllowlist;
import io.berth.access.NewProject;
import io.berth.access.Principal;
import io.berth.access.Project;
import io.berth.access.ProjectFilter;
import io.berth.access.ProjectName;
import io.berth.access.ProjectRef;
import io.berth.access.Projects;
import io.berth.harborapi.Call;
import io.berth.harborapi.HarborException;
import io.berth.harborapi.JsonBody;
import io.berth.harborapi.Paging;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Permission;
import io.berth.harborapi.Permission.Need;
import io.berth.harborapi.Query;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/v2.0/projects}. */
@Path("/api/v2.0/projects")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ProjectResource {
    private static final int MAX_NAME = 255;

    private final Projects projects;

    public ProjectResource(Projects projects) {
        this.projects = projects;
    }

    @POST
    @Permission(Need.LOGIN)
    public Response create(
            @Context ContainerRequestContext request,
            @HeaderParam("X-Resource-Name-In-Location") boolean nameInLocation,
            JsonBody body) {
        Principal caller = Call.of(request).caller();
        ProjectReq wanted = body.as("project", ProjectReq.class);
        ProjectName name = name(wanted.projectName());
        if (wanted.registryId() != null && wanted.registryId() != 0) {
            throw new ProblemException(
                    new Problem.NotFound(Problem.Kind.OTHER, "registry " + wanted.registryId() + " not found"));
        }
        long limit = caller.admin() && wanted.storageLimit() != null ? wanted.storageLimit() : -1;
        long id = projects.create(
                caller,
                new NewProject(
                        name,
                        wanted.metadata() == null ? Map.of() : wanted.metadata().toMap(),
                        wanted.cveAllowlist() == null
                                ? CveAllowlist.empty()
                                : wanted.cveAllowlist().toAllowlist(),
                        limit));
        return Response.status(201)
                .header(HttpHeaders.LOCATION, "/api/v2.0/projects/" + (nameInLocation ? name : Long.toString(id)))
                .build();
    }

    @GET
    @Permission(Need.NOTHING)
    public Response list(@Context ContainerRequestContext request, @Context UriInfo uri) {
        Principal caller = Call.of(request).caller();
        Parameters parameters = new Parameters(uri);
        Paging paging = Paging.of(uri);
        ProjectFilter filter = filter(parameters);
        Boolean inDetail = parameters.flag("with_detail");
        List<ProjectView> rows = projects.list(filter, caller, paging.limit(), paging.offset()).stream()
                .map(project -> ProjectView.of(project, caller, inDetail == null || inDetail))
                .toList();
        return paging.answer(rows, projects.count(filter, caller));
    }

    @HEAD
    @Permission(Need.LOGIN)
    public Response exists(@Context ContainerRequestContext request, @Context UriInfo uri) {
        String name = new Parameters(uri).required("project_name");
        if (projects.find(new ProjectRef.ByName(name), Call.of(request).caller())
                .isEmpty()) {
            throw new ProblemException(new Problem.NotFound(Problem.Kind.PROJECT, "project " + name + " not found"));
        }
        return Response.ok().build();
    }

    @GET
    @Path("{project_name_or_id}")
    @Permission(Need.PROJECT_READ)
    public ProjectView get(@Context ContainerRequestContext request) {
        Call call = Call.of(request);
        return ProjectView.of(call.inProject(), call.caller(), true);
    }

    @PUT
    @Path("{project_name_or_id}")
    @Permission(Need.PROJECT_ADMIN)
    public Response update(@Context ContainerRequestContext request, JsonBody body) {
        ProjectReq wanted = body.as("project", ProjectReq.class);
        projects.update(
                Call.of(request).inProject(),
                wanted.metadata() == null ? Map.of() : wanted.metadata().toMap(),
                wanted.cveAllowlist() == null ? null : wanted.cveAllowlist().toAllowlist());
        return Response.ok().build();
    }

    @DELETE
    @Path("{project_name_or_id}")
    @Permission(Need.PROJECT_ADMIN)
    public Response delete(@Context ContainerRequestContext request) {
        projects.delete(Call.of(request).inProject());
        return Response.ok().build();
    }

    @GET
    @Path("{project_name_or_id}/summary")
    @Permission(Need.PROJECT_READ)
    public ProjectSummaryView summary(@Context ContainerRequestContext request) {
        Call call = Call.of(request);
        Project project = call.inProject();
        return ProjectSummaryView.of(project, projects.summary(project), call.caller());
    }

    @GET
    @Path("{project_name_or_id}/_deletable")
    @Permission(Need.PROJECT_ADMIN)
    public Deletable deletable(@Context ContainerRequestContext request) {
        boolean empty = Call.of(request).inProject().repositories() == 0;
        return empty ? new Deletable(true, null) : new Deletable(null, Projects.NOT_EMPTY);
    }

    /** Whether a project can be deleted, and if not why. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Deletable(
            @JsonProperty("deletable") @Nullable Boolean deletable,
            @JsonProperty("message") @Nullable String message) {}

    private static ProjectName name(@Nullable String text) {
        String name = text == null ? "" : text;
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
            throw HarborException.unprocessable(
                    "validation failure list:\nproject_name in body should be at most 255 chars long");
        }
        if (name.isEmpty()) {
            throw invalid("Project name  is illegal in length. (greater than 255 or less than 1)");
        }
        return ProjectName.parse(name)
                .orElseThrow(() -> invalid("project name is not in lower case or contains illegal characters"));
    }

    private static ProjectFilter filter(Parameters parameters) {
        Query query = Query.parse(parameters.text("q"));
        String namePart = parameters.text("name");
        Boolean isPublic = parameters.flag("public");
        String owner = parameters.text("owner");
        String publicText = query.exact("public");
        return new ProjectFilter(
                namePart != null ? namePart : query.contains("name"),
                query.anyOf("name"),
                isPublic != null || publicText == null ? isPublic : Boolean.valueOf(publicText),
                owner != null ? owner : query.exact("owner"),
                query.from("creation_time"),
                query.to("creation_time"),
                order(parameters.text("sort")));
    }

    private static ProjectFilter.Order order(@Nullable String sort) {
        for (String key : sort == null ? new String[0] : sort.split(",", -1)) {
            switch (key) {
                case "name" -> {
                    return ProjectFilter.Order.NAME;
                }
                case "-name" -> {
                    return ProjectFilter.Order.NAME_DESCENDING;
                }
                case "creation_time" -> {
                    return ProjectFilter.Order.CREATED;
                }
                case "-creation_time" -> {
                    return ProjectFilter.Order.CREATED_DESCENDING;
                }
                case "update_time" -> {
                    return ProjectFilter.Order.UPDATED;
                }
                case "-update_time" -> {
                    return ProjectFilter.Order.UPDATED_DESCENDING;
                }
                default -> {}
            }
        }
        return ProjectFilter.Order.NAME;
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(new Problem.Invalid(Problem.Subject.NAME, message));
    }
}
