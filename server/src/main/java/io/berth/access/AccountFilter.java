package io.berth.access;

import org.jspecify.annotations.Nullable;

/** Which accounts to list: each part that is not null must fit. */
public record AccountFilter(
        @Nullable String name,
        @Nullable String namePart,
        @Nullable String email,
        @Nullable String emailPart) {

    /** All accounts. */
    public static AccountFilter all() {
        return new AccountFilter(null, null, null, null);
    }

    /** The accounts whose name contains {@code part}. */
    public static AccountFilter nameContains(String part) {
        return new AccountFilter(null, part, null, null);
    }
}
