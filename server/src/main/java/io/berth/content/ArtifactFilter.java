package io.berth.content;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which artifacts of a repository to list, and in which order: each part that is not null must fit. Accessories are never
 * listed; they are shown with what they belong to.
 *
 * @param withChildren whether untagged children of an index are listed on their own too
 */
public record ArtifactFilter(
        Tagged tagged,
        boolean withChildren,
        @Nullable List<String> digests,
        @Nullable List<String> kinds,
        @Nullable List<String> mediaTypes,
        @Nullable Instant pushedFrom,
        @Nullable Instant pushedTo,
        Order order) {

    /** What tags an artifact must have. */
    public sealed interface Tagged {
        /** Any, or none. */
        record Whatever() implements Tagged {}

        /** None. */
        record NotAtAll() implements Tagged {}

        /** At least one. */
        record Somehow() implements Tagged {}

        /** One of these. */
        record As(List<String> names) implements Tagged {}

        /** One that contains this, in letters of whatever case. */
        record Like(String part) implements Tagged {}
    }

    /** The order of a list; artifacts that are equal in it follow with the latest push first. */
    public enum Order {
        PUSHED_DESCENDING,
        PUSHED,
        SIZE,
        SIZE_DESCENDING
    }
}
