package io.berth.content;

import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.RepositoryName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest as people see it: what it is, what is known of it, and what hangs together with it.
 *
 * @param kind {@code IMAGE}, {@code CHART}, {@code UNKNOWN} and so on
 * @param manifestType the media type of the manifest
 * @param mediaType the media type of its config; that of the manifest if it has none
 * @param artifactType by which it is listed as a referrer; empty if it has none
 * @param size of the manifest with its blobs, or with its children, in bytes
 * @param pushedAt when it came; pushing it again does not change that
 * @param annotations those of the manifest
 * @param children those of an index, in its order
 * @param tags the latest first; empty unless they were asked for
 * @param accessories empty unless they were asked for
 * @param attributes what its config says of it, as a JSON object
 */
public record Artifact(
        long id,
        long projectId,
        long repositoryId,
        RepositoryName repository,
        Digest digest,
        String kind,
        String manifestType,
        String mediaType,
        String artifactType,
        long size,
        Instant pushedAt,
        Map<String, String> annotations,
        List<Child> children,
        List<ArtifactTag> tags,
        List<Accessory> accessories,
        Optional<String> attributes) {

    /** Whether it is a single image, of which the steps of its build are known; an index of images has none. */
    public boolean hasBuildHistory() {
        return kind.equals(ArtifactKind.IMAGE) && !mediaType.equals(manifestType);
    }

    /** One of the manifests that an index lists. */
    public record Child(
            long id, Digest digest, Optional<Platform> platform, Map<String, String> annotations, List<String> urls) {}
}
