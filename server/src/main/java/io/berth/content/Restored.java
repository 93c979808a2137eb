package io.berth.content;

import io.berth.oci.TagName;
import java.util.List;

/**
 * What came back with a restored artifact.
 *
 * @param tags the tags that point at it again, or at a child that came back with it
 * @param taken the tags it had that mean another artifact by now, and still do
 */
public record Restored(List<TagName> tags, List<TagName> taken) {}
