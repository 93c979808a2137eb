package io.berth.harborapi;

import io.berth.access.Principal;
import io.berth.access.Project;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * What the permission filter found out about a request.
 *
 * @param project the project in the path, which the caller may see; null if the path names none
 */
public record Call(Principal caller, @Nullable Project project) {
    private static final String PROPERTY = Call.class.getName();

    /** The call of this request. */
    public static Call of(ContainerRequestContext request) {
        if (request.getProperty(PROPERTY) instanceof Call call) {
            return call;
        }
        throw new IllegalStateException(
                "no permission was asked for " + request.getUriInfo().getPath());
    }

    /** The project that the path names. */
    public Project inProject() {
        if (project == null) {
            throw new ProblemException(new Problem.NotFound(Problem.Kind.PROJECT, "the path names no project"));
        }
        return project;
    }

    void keepIn(ContainerRequestContext request) {
        request.setProperty(PROPERTY, this);
    }
}
