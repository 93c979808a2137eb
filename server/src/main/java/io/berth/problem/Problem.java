package io.berth.problem;

import io.berth.oci.Digest;
import java.time.Duration;
import java.util.List;

/**
 * Why a request is refused. A closed list: each edge turns it into its own wire form in one switch without a default, so a
 * new refusal does not compile until every wire form has an answer for it.
 */
public sealed interface Problem {

    /** What to do about it, in words a person can act on; nothing internal. */
    String message();

    /** The thing asked for does not exist, or is not visible to the caller. */
    record NotFound(Kind kind, String message) implements Problem {}

    /** The caller is not known: no credentials, or wrong ones. */
    record Unauthenticated(String message) implements Problem {}

    /** The caller is known and may not do this. */
    record Denied(String message) implements Problem {}

    /** It exists already, or another one won. */
    record Conflict(String message) implements Problem {}

    /** It is still needed by others (a child of an index, a blob of a live artifact). */
    record InUse(Kind kind, String message) implements Problem {}

    /** What was sent is not well formed. */
    record Invalid(Subject subject, String message) implements Problem {}

    /** The bytes do not have the digest that was named. */
    record DigestMismatch(Digest expected, Digest actual) implements Problem {
        @Override
        public String message() {
            return "the content has digest " + actual + ", not " + expected;
        }
    }

    /** The body ended early or went on too long. */
    record SizeMismatch(long expected, long actual) implements Problem {
        @Override
        public String message() {
            return "the body has " + actual + " bytes, not " + expected;
        }
    }

    /** A chunk does not start where the upload ends; the upload stands at {@code offset}. */
    record OutOfOrder(String upload, long offset) implements Problem {
        @Override
        public String message() {
            return "the next chunk must start at " + offset;
        }
    }

    /** A manifest refers to content that is not in its repository. */
    record ReferencesUnknown(List<Digest> blobs, List<Digest> manifests) implements Problem {
        @Override
        public String message() {
            return "not in this repository: " + blobs + manifests;
        }
    }

    /** More than Berth takes; {@code limit} in bytes. */
    record TooLarge(long limit, String message) implements Problem {}

    /** Too many at once; try again after {@code retryAfter}. */
    record TooMany(Duration retryAfter, String message) implements Problem {}

    /** The database or the store is away; the request changed nothing and may be repeated. */
    record Unavailable(Duration retryAfter, String message) implements Problem {}

    /** Known, and not offered by this registry. */
    record Unsupported(String message) implements Problem {}

    /** What was not found. */
    enum Kind {
        PROJECT,
        REPOSITORY,
        MANIFEST,
        TAG,
        BLOB,
        UPLOAD,
        USER,
        OTHER
    }

    /** What was not well formed. */
    enum Subject {
        NAME,
        TAG,
        DIGEST,
        MANIFEST,
        RANGE,
        UPLOAD,
        PARAMETER,
        BODY
    }
}
