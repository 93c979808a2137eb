package io.berth.content;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which repositories to list, and in which order: each part that is not null must fit. */
public record RepositoryFilter(
        Scope scope,
        @Nullable String namePart,
        @Nullable List<String> names,
        @Nullable Instant createdFrom,
        @Nullable Instant createdTo,
        Order order) {

    /** Among which repositories to look. */
    public sealed interface Scope {
        /** Those of one project; whether the caller may see it has been asked. */
        record InProject(long project) implements Scope {}

        /** Those of the projects that are public or have this account as a member. */
        record VisibleTo(long account) implements Scope {}

        /** All. */
        record Everywhere() implements Scope {}
    }

    /** The order of a list; repositories that are equal in it follow with the newest first. */
    public enum Order {
        CREATED_DESCENDING,
        CREATED,
        UPDATED,
        UPDATED_DESCENDING,
        NAME,
        NAME_DESCENDING
    }
}
