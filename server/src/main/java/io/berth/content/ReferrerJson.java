package io.berth.content;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;

/** The descriptor by which a manifest stands in the list of its subject's referrers. */
final class ReferrerJson {
    private ReferrerJson() {}

    /** OCI distribution 1.1, "Listing Referrers": with the artifact type and the annotations of the manifest. */
    static String descriptor(Manifest manifest, Digest digest, int size) {
        ObjectNode descriptor = JsonNodeFactory.instance.objectNode();
        descriptor.put("mediaType", manifest.mediaType().value());
        descriptor.put("digest", digest.toString());
        descriptor.put("size", size);
        if (!manifest.annotations().isEmpty()) {
            ObjectNode annotations = descriptor.putObject("annotations");
            manifest.annotations().forEach(annotations::put);
        }
        if (!manifest.effectiveArtifactType().isEmpty()) {
            descriptor.put("artifactType", manifest.effectiveArtifactType());
        }
        return descriptor.toString();
    }
}
