package io.berth.content;

import io.berth.oci.RepositoryName;
import java.time.Instant;

/**
 * A repository as lists show it.
 *
 * @param artifacts how many artifacts its list has
 * @param createdAt when its first manifest came
 * @param updatedAt when the last manifest came, or the description was changed
 */
public record RepositoryEntry(
        long id,
        long projectId,
        RepositoryName name,
        String description,
        long artifacts,
        Instant createdAt,
        Instant updatedAt) {}
