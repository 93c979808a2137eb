package io.berth.harborapi;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What every answer below {@code /api} has in common: an id, the session cookie, and the refusals that come before an
 * endpoint is found: no such path, not this method, not a kind of answer that the client takes.
 */
@Provider
@PreMatching
public final class HarborFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern SENSIBLE_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final String ROOT = "/api/";

    private final Endpoints endpoints;
    private final SessionCookie session = new SessionCookie();

    public HarborFilter(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(REQUEST_ID, requestId(request));
        String path = request.getUriInfo().getPath();
        if (!path.startsWith(ROOT)) {
            return;
        }
        String query = request.getUriInfo().getRequestUri().getRawQuery();
        if (query != null && query.indexOf(';') >= 0) {
            refuse(request, new HarborError(400, "BAD_REQUEST", "invalid semicolon separator in query"));
            return;
        }
        Set<String> methods = endpoints.methods(path);
        if (methods.isEmpty()) {
            refuse(request, HarborError.noPath(path));
        } else if (!methods.contains(request.getMethod())) {
            refuse(
                    request,
                    new HarborError(
                            405,
                            "METHOD_NOT_ALLOWED",
                            "method " + request.getMethod() + " is not allowed, but [" + String.join(",", methods)
                                    + "] are"));
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(REQUEST_ID, id(request));
        String cookie = session.forCaller(request.getHeaderString(HttpHeaders.COOKIE));
        if (cookie != null) {
            response.getHeaders().add(HttpHeaders.SET_COOKIE, cookie);
        }
        MediaType type = response.getMediaType();
        boolean saysCharset = HarborError.MEDIA_TYPE.equals(response.getHeaderString(HttpHeaders.CONTENT_TYPE));
        if (response.getStatus() < 300 && !saysCharset && MediaType.APPLICATION_JSON_TYPE.isCompatible(type)) {
            response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        }
    }

    /** The request's id: the client's own if it sent a sensible one. */
    static String id(ContainerRequestContext request) {
        Object id = request.getProperty(REQUEST_ID);
        return id instanceof String known ? known : requestId(request);
    }

    private static String requestId(ContainerRequestContext request) {
        String sent = request.getHeaderString(REQUEST_ID);
        return sent != null && SENSIBLE_ID.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
    }

    private static void refuse(ContainerRequestContext request, HarborError error) {
        request.abortWith(HarborErrors.answer(error).build());
    }
}
