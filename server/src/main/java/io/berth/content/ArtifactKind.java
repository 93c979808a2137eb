package io.berth.content;

import io.berth.oci.Descriptor;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an artifact is, in the words of Harbor: by the media type of its config, and an index is an image. */
final class ArtifactKind {
    /** A container image, or an index of them. */
    static final String IMAGE = "IMAGE";

    /** Whatever the config says nothing of. */
    static final String UNKNOWN = "UNKNOWN";

    private static final Map<String, String> KNOWN = Map.of(
            MediaType.OCI_CONFIG.value(),
            IMAGE,
            "application/vnd.docker.container.image.v1+json",
            IMAGE,
            "application/vnd.cncf.helm.config.v1+json",
            "CHART",
            "application/vnd.wasm.config.v1+json",
            "WASM",
            "application/vnd.cncf.model.config.v1+json",
            "CNAI",
            "application/vnd.cnai.model.config.v1+json",
            "CNAI",
            "application/vnd.goharbor.harbor.sbom.v1",
            "SBOM");

    private static final Pattern NAMED = Pattern.compile("application/vnd\\.[^.]*\\.(.*)\\.config\\.[^.]*\\+json");

    private ArtifactKind() {}

    static String of(Manifest manifest) {
        if (!manifest.manifests().isEmpty() || manifest.mediaType().equals(MediaType.OCI_INDEX)) {
            return IMAGE;
        }
        return manifest.config()
                .map(Descriptor::mediaType)
                .map(ArtifactKind::of)
                .orElse(UNKNOWN);
    }

    private static String of(MediaType config) {
        String known = KNOWN.get(config.value());
        if (known != null) {
            return known;
        }
        Matcher named = NAMED.matcher(config.value());
        return named.matches() ? named.group(1).toUpperCase(Locale.ROOT) : UNKNOWN;
    }
}
