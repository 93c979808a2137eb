package io.berth.access;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A project as one caller sees it.
 *
 * @param storageLimit in bytes; -1 for none
 * @param repositories how many of its repositories hold something
 * @param role what the caller is in it; null if it is no member
 */
public record Project(
        long id,
        String name,
        long ownerId,
        String ownerName,
        boolean isPublic,
        Map<String, String> metadata,
        CveAllowlist allowlist,
        long storageLimit,
        long repositories,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Role role) {}
