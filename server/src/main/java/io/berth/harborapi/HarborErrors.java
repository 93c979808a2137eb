package io.berth.harborapi;

import io.berth.db.DbException;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import jakarta.ws.rs.WebApplicationException;
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

    /** What the framework refuses, in Harbor's words. */
    @ServerExceptionMapper
    Response refused(WebApplicationException e, ContainerRequestContext request) {
        int status = e.getResponse().getStatus();
        return status >= 500
                ? fault(e, request)
                : answer(refusal(status, request)).build();
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

    private static HarborError refusal(int status, ContainerRequestContext request) {
        return switch (status) {
            case 404 -> HarborError.noPath(request.getUriInfo().getPath());
            case 406 ->
                HarborError.unprocessable("unsupported media type requested, only [application/json] are available");
            case 413 -> new HarborError(413, "REQUEST_ENTITY_TOO_LARGE", "the body is too long");
            case 415 -> HarborError.unprocessable("unsupported media type, only [application/json] are allowed");
            default -> new HarborError(status, "BAD_REQUEST", "the request is not well formed");
        };
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
