package io.berth.oci;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pointer from a manifest to content: what it is, its digest and its size, as the pusher stated them. */
public record Descriptor(
        MediaType mediaType,
        Digest digest,
        long size,
        Optional<String> artifactType,
        Map<String, String> annotations,
        List<String> urls,
        Optional<Platform> platform) {

    private static final String OCI_FOREIGN = "application/vnd.oci.image.layer.nondistributable.v1.tar";
    private static final String DOCKER_FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar";

    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("negative size: " + size);
        }
        annotations = inOrder(annotations);
        urls = List.copyOf(urls);
    }

    /** A layer that lies elsewhere by licence (Windows base layers); it need not be in the registry. */
    public boolean isForeign() {
        return !urls.isEmpty()
                && (mediaType.value().startsWith(OCI_FOREIGN)
                        || mediaType.value().startsWith(DOCKER_FOREIGN));
    }

    /** An unmodifiable copy. Not Map.copyOf: it probes linearly, so keys with one hash would cost quadratic time. */
    static Map<String, String> inOrder(Map<String, String> annotations) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }
}
