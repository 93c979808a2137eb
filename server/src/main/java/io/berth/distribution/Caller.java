package io.berth.distribution;

import io.berth.access.Action;
import io.berth.access.Grant;
import io.berth.access.Principal;
import io.berth.access.Rights;
import io.berth.oci.RepositoryName;

/** Who makes a request, and by what: a token that names its rights, a user whose rights are asked for, or nobody. */
sealed interface Caller {
    /** A bearer of a token. */
    record Bearer(Grant grant) implements Caller {}

    /** A user by name and password. */
    record User(Principal principal) implements Caller {}

    /** No credentials at all. */
    record Nobody() implements Caller {}

    /** Credentials that are not valid. */
    record Refused(boolean basic) implements Caller {}

    /** Whether this caller may do that; asks the database for a user, and nobody for a token. */
    default boolean may(Action action, RepositoryName repository, Rights rights) {
        return switch (this) {
            case Bearer(Grant grant) -> grant.allows(repository, action);
            case User(Principal principal) -> rights.on(principal, repository).contains(action);
            case Nobody _, Refused _ -> false;
        };
    }

    /** Whether this caller may list all repositories. */
    default boolean mayList() {
        return switch (this) {
            case Bearer(Grant grant) -> grant.catalog();
            case User(Principal principal) -> principal.admin();
            case Nobody _, Refused _ -> false;
        };
    }

    /** The name that stands in upload rows; empty for nobody. */
    default String name() {
        return switch (this) {
            case Bearer(Grant grant) -> grant.subject();
            case User(Principal principal) -> principal.name();
            case Nobody _, Refused _ -> "";
        };
    }
}
