package io.berth.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which tags of an artifact to list, and in which order: each part that is not null must fit. */
public record TagFilter(@Nullable String namePart, @Nullable List<String> names, Order order) {

    /** The order of a list; tags that are equal in it follow with the latest first. */
    public enum Order {
        PUSHED_DESCENDING,
        PUSHED,
        NAME,
        NAME_DESCENDING
    }
}
