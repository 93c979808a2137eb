package io.berth.harborapi;

import io.berth.db.DbException;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever an endpoint throws into an answer. */
public final class HarborErrors {
    private static final Logger LOG = Logger.getLogger(HarborErrors.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);

    @ServerExceptionMapper
    Response refused(ProblemException e) {
        return answer(e.problem());
    }

    @ServerExceptionMapper
    Response refused(HarborException e) {
        return answer(e.error()).build();
    }

    @ServerExceptionMapper
    Response database(DbException e, ContainerRequestContext request) {
        if (e.isUnavailable()) {
            LOG.log(Level.WARNING, "{0} database away: {1}", new Object[] {HarborFilter.id(request), e.getMessage()});
            return answer(new Problem.Unavailable(SOON, "the database is away; try again"));
        }
        return fault(e, request);
    }

    @ServerExceptionMapper
    Response fault(RuntimeException e, ContainerRequestContext request) {
        LOG.log(Level.SEVERE, HarborFilter.id(request) + " " + request.getMethod(), e);
        return answer(HarborError.internal()).build();
    }

    private static Response answer(Problem problem) {
        Response.ResponseBuilder answer = answer(HarborError.of(problem));
        switch (problem) {
            case Problem.TooMany(Duration after, var _) -> answer.header(HttpHeaders.RETRY_AFTER, seconds(after));
            case Problem.Unavailable(Duration after, var _) -> answer.header(HttpHeaders.RETRY_AFTER, seconds(after));
            default -> {}
        }
        return answer.build();
    }

    static Response.ResponseBuilder answer(HarborError error) {
        return Response.status(error.status())
                .header(HttpHeaders.CONTENT_TYPE, HarborError.MEDIA_TYPE)
                .entity(error.json());
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.toSeconds());
    }
}
