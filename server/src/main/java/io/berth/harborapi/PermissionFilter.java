package io.berth.harborapi;

import io.berth.access.Action;
import io.berth.access.Credentials;
import io.berth.access.Login;
import io.berth.access.Principal;
import io.berth.access.Project;
import io.berth.access.ProjectName;
import io.berth.access.ProjectRef;
import io.berth.access.Projects;
import io.berth.access.Role;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls and lets only those pass whom the endpoint's {@link Permission} admits. Nobody is told whether a
 * project exists that he may not see; wrong credentials are as good as none, as in Harbor.
 */
@Provider
public final class PermissionFilter implements ContainerRequestFilter {
    private static final String PROJECT = "project_name_or_id";
    private static final String PROJECT_NAME = "project_name";
    private static final String REPOSITORY = "repository_name";
    private static final String USER = "user_id";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private final Login login;
    private final Projects projects;
    private final ResourceInfo endpoint;

    public PermissionFilter(Login login, Projects projects, @Context ResourceInfo endpoint) {
        this.login = login;
        this.projects = projects;
        this.endpoint = endpoint;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Permission permission = endpoint.getResourceMethod().getAnnotation(Permission.class);
        if (permission == null) {
            throw new IllegalStateException(endpoint.getResourceMethod() + " states no permission");
        }
        Principal caller = caller(request);
        Project project = switch (permission.value()) {
            case NOTHING -> null;
            case LOGIN -> {
                known(caller);
                yield null;
            }
            case SELF -> {
                self(caller, pathParameter(request, USER));
                yield null;
            }
            case SYSTEM_ADMIN -> {
                systemAdmin(caller);
                yield null;
            }
            case PROJECT_READ, PROJECT_MEMBER, PROJECT_PUSH, PROJECT_DELETE, PROJECT_ADMIN ->
                project(request, caller, permission.value());
        };
        new Call(caller, project).keepIn(request);
    }

    private Principal caller(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return Optional.ofNullable(authorization)
                .flatMap(Credentials::ofBasic)
                .flatMap(credentials -> login.verify(credentials.name(), credentials.password()))
                .orElse(Principal.anonymous());
    }

    private static void known(Principal caller) {
        if (caller.isAnonymous()) {
            throw unauthorized();
        }
    }

    private static void systemAdmin(Principal caller) {
        known(caller);
        if (!caller.admin()) {
            throw denied(caller.name());
        }
    }

    private static void self(Principal caller, @Nullable String user) {
        known(caller);
        if (!caller.admin() && !Long.toString(caller.id()).equals(user)) {
            throw denied(caller.name());
        }
    }

    private @Nullable Project project(ContainerRequestContext request, Principal caller, Permission.Need need) {
        ProjectRef ref = reference(request);
        Project project = projects.find(ref, caller).orElse(null);
        if (project == null && caller.admin()) {
            if (pathParameter(request, REPOSITORY) == null) {
                throw new ProblemException(missing(ref));
            }
            return null;
        }
        if (project == null || !(caller.admin() || has(project, need))) {
            throw refused(caller);
        }
        return project;
    }

    /** Whether the caller, who is no administrator of the system, is in the project what is needed. */
    static boolean has(Project project, Permission.Need need) {
        Role role = project.role();
        return switch (need) {
            case PROJECT_READ -> project.isPublic() || role != null;
            case PROJECT_MEMBER -> role != null;
            case PROJECT_PUSH -> role != null && role.actions().contains(Action.PUSH);
            case PROJECT_DELETE -> role != null && role.actions().contains(Action.DELETE);
            case PROJECT_ADMIN -> role == Role.PROJECT_ADMIN;
            case NOTHING, LOGIN, SELF, SYSTEM_ADMIN ->
                throw new IllegalArgumentException(need + " is not asked of a project");
        };
    }

    private static ProjectRef reference(ContainerRequestContext request) {
        String name = pathParameter(request, PROJECT_NAME);
        if (name != null) {
            return new ProjectRef.ByName(name);
        }
        String text = pathParameter(request, PROJECT);
        if (text == null) {
            throw new IllegalStateException("a project's permission is asked where the path names no project");
        }
        boolean byName = Boolean.parseBoolean(request.getHeaderString("X-Is-Resource-Name"));
        return !byName && NUMBER.matcher(text).matches()
                ? new ProjectRef.ById(Long.parseLong(text))
                : new ProjectRef.ByName(text);
    }

    private static Problem missing(ProjectRef ref) {
        return ref instanceof ProjectRef.ByName(String name) && !ProjectName.isPossible(name)
                ? new Problem.Invalid(Problem.Subject.NAME, "invalid project name: '" + name + "'")
                : new Problem.NotFound(Problem.Kind.PROJECT, "project " + ref + " not found");
    }

    private static @Nullable String pathParameter(ContainerRequestContext request, String name) {
        return request.getUriInfo().getPathParameters().getFirst(name);
    }

    private static ProblemException refused(Principal caller) {
        return caller.isAnonymous() ? unauthorized() : denied("forbidden");
    }

    private static ProblemException unauthorized() {
        return new ProblemException(new Problem.Unauthenticated("unauthorized"));
    }

    private static ProblemException denied(String message) {
        return new ProblemException(new Problem.Denied(message));
    }
}
