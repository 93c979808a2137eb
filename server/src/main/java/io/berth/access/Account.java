package io.berth.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A user as the administrator sees it; never the password or its hash. */
public record Account(
        long id,
        String name,
        @Nullable String email,
        String realName,
        String comment,
        boolean admin,
        Instant createdAt,
        Instant updatedAt) {}
