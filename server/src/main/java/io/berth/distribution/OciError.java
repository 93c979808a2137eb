package io.berth.distribution;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.berth.oci.Digest;
import io.berth.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal in the registry's own form (OCI distribution 1.1, "Error Codes").
 *
 * @param status the HTTP status
 * @param entries one or more errors
 */
record OciError(int status, List<Entry> entries) {
    /** One error: a code of the specification, words, and sometimes what it is about. */
    record Entry(String code, String message, @Nullable String detail) {}

    static OciError of(int status, String code, String message) {
        return new OciError(status, List.of(new Entry(code, message, null)));
    }

    /** The wire form of every refusal. */
    static OciError of(Problem problem) {
        return switch (problem) {
            case Problem.NotFound(Problem.Kind kind, String message) ->
                switch (kind) {
                    case MANIFEST, TAG -> of(404, "MANIFEST_UNKNOWN", message);
                    case BLOB -> detailed(404, "BLOB_UNKNOWN", "blob unknown to registry", message);
                    case UPLOAD -> detailed(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry", message);
                    case REPOSITORY, PROJECT, USER, OTHER -> of(404, "NAME_UNKNOWN", message);
                };
            case Problem.Unauthenticated(String message) -> of(401, "UNAUTHORIZED", message);
            case Problem.Denied(String message) -> of(403, "DENIED", message);
            case Problem.Conflict(String message) -> of(409, "DENIED", message);
            case Problem.InUse(Problem.Kind kind, String message) ->
                kind == Problem.Kind.BLOB
                        ? of(405, "UNSUPPORTED", message)
                        : of(412, "VIOLATE_FOREIGN_KEY_CONSTRAINT", message);
            case Problem.Invalid(Problem.Subject subject, String message) ->
                switch (subject) {
                    case NAME -> of(400, "NAME_INVALID", message);
                    case DIGEST ->
                        detailed(400, "DIGEST_INVALID", "provided digest did not match uploaded content", message);
                    case TAG, MANIFEST -> of(400, "MANIFEST_INVALID", message);
                    case RANGE, UPLOAD, BODY -> of(400, "BLOB_UPLOAD_INVALID", message);
                    case PARAMETER -> of(400, "BAD_REQUEST", message);
                };
            case Problem.DigestMismatch mismatch ->
                detailed(400, "DIGEST_INVALID", "provided digest did not match uploaded content", mismatch.message());
            case Problem.SizeMismatch mismatch ->
                detailed(400, "SIZE_INVALID", "provided length did not match content length", mismatch.message());
            case Problem.OutOfOrder order ->
                detailed(416, "BLOB_UPLOAD_INVALID", "blob upload invalid", order.message());
            case Problem.ReferencesUnknown(List<Digest> blobs, List<Digest> manifests) -> {
                List<Entry> entries = new ArrayList<>();
                for (Digest digest : blobs) {
                    entries.add(new Entry("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", digest.toString()));
                }
                for (Digest digest : manifests) {
                    entries.add(new Entry("MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", digest.toString()));
                }
                yield new OciError(400, List.copyOf(entries));
            }
            case Problem.TooLarge(var _, String message) -> of(413, "SIZE_INVALID", message);
            case Problem.TooMany(var _, String message) -> of(429, "TOOMANYREQUESTS", message);
            case Problem.Unavailable(var _, String message) -> of(503, "UNAVAILABLE", message);
            case Problem.Unsupported(String message) -> of(400, "UNSUPPORTED", message);
        };
    }

    /** The body, {@code {"errors":[…]}}. */
    String json() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode errors = body.putArray("errors");
        for (Entry entry : entries) {
            ObjectNode error = errors.addObject();
            error.put("code", entry.code());
            error.put("message", entry.message());
            if (entry.detail() != null) {
                error.put("detail", entry.detail());
            }
        }
        return body.toString();
    }

    private static OciError detailed(int status, String code, String message, String detail) {
        return new OciError(status, List.of(new Entry(code, message, detail)));
    }
}
