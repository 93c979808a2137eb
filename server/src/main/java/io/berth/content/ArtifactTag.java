package io.berth.content;

import io.berth.oci.TagName;
import java.time.Instant;

/**
 * A tag of an artifact.
 *
 * @param pushedAt when it was last pointed at an artifact
 */
public record ArtifactTag(long id, TagName name, Instant pushedAt) {}
