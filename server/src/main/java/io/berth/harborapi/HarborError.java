package io.berth.harborapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.berth.problem.Problem;

/** A refusal in the form of Harbor's API: {@code {"errors":[{"code":"NOT_FOUND","message":"…"}]}}. */
public record HarborError(int status, String code, String message) {
    /** The media type of the form. */
    public static final String MEDIA_TYPE = "application/json; charset=utf-8";

    /** The wire form of every refusal. */
    public static HarborError of(Problem problem) {
        return switch (problem) {
            case Problem.NotFound(var _, String message) -> new HarborError(404, "NOT_FOUND", message);
            case Problem.Unauthenticated(String message) -> new HarborError(401, "UNAUTHORIZED", message);
            case Problem.Denied(String message) -> new HarborError(403, "FORBIDDEN", message);
            case Problem.Conflict(String message) -> new HarborError(409, "CONFLICT", message);
            case Problem.InUse(Problem.Kind kind, String message) ->
                kind == Problem.Kind.MANIFEST
                        ? new HarborError(412, "VIOLATE_FOREIGN_KEY_CONSTRAINT", message)
                        : new HarborError(412, "PRECONDITION", "precondition failed: " + message);
            case Problem.Invalid(Problem.Subject subject, String message) ->
                switch (subject) {
                    case DIGEST -> new HarborError(400, "DIGEST_INVALID", message);
                    case MANIFEST -> new HarborError(400, "MANIFEST_INVALID", message);
                    case NAME, TAG, RANGE, UPLOAD, PARAMETER, BODY -> badRequest(message);
                };
            case Problem.DigestMismatch mismatch -> new HarborError(400, "DIGEST_INVALID", mismatch.message());
            case Problem.SizeMismatch mismatch -> badRequest(mismatch.message());
            case Problem.OutOfOrder order -> badRequest(order.message());
            case Problem.ReferencesUnknown unknown -> badRequest(unknown.message());
            case Problem.TooLarge(var _, String message) -> new HarborError(413, "REQUEST_ENTITY_TOO_LARGE", message);
            case Problem.TooMany(var _, String message) -> new HarborError(429, "TOO_MANY_REQUEST", message);
            case Problem.Unavailable(var _, String message) -> new HarborError(503, "UNAVAILABLE", message);
            case Problem.Unsupported(String message) -> new HarborError(400, "UNSUPPORTED", message);
        };
    }

    /** A request that does not bind to its operation: a missing parameter, a body of another type. */
    public static HarborError unprocessable(String reason) {
        return new HarborError(422, "UNPROCESSABLE_ENTITY", "validation failure list:\n" + reason);
    }

    /** There is nothing at this path. */
    public static HarborError noPath(String path) {
        return new HarborError(404, "NOT_FOUND", "path " + path + " was not found");
    }

    /** A fault of Berth's own, of which a client is told nothing. */
    public static HarborError internal() {
        return new HarborError(500, "UNKNOWN", "internal server error");
    }

    /** The body. */
    public String json() {
        var body = JsonNodeFactory.instance.objectNode();
        body.putArray("errors").addObject().put("code", code).put("message", message);
        return body.toString();
    }

    private static HarborError badRequest(String message) {
        return new HarborError(400, "BAD_REQUEST", message);
    }
}
