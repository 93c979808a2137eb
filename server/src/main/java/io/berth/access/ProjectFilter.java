package io.berth.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which projects to list, and in which order: each part that is not null must fit. */
public record ProjectFilter(
        @Nullable String namePart,
        @Nullable List<String> names,
        @Nullable Boolean isPublic,
        @Nullable String owner,
        @Nullable Instant createdFrom,
        @Nullable Instant createdTo,
        Order order) {

    /** The order of a list; projects that are equal in it follow by name. */
    public enum Order {
        NAME,
        NAME_DESCENDING,
        CREATED,
        CREATED_DESCENDING,
        UPDATED,
        UPDATED_DESCENDING
    }
}
