package io.berth.content;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.TagName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a manifest belongs to, and as what.
 *
 * @param digest the manifest that it says something about
 * @param accessory what it is to that one, in the words of Harbor
 */
record Subject(Digest digest, String accessory) {
    private static final String COSIGN = "signature.cosign";
    static final String PLAIN = "subject.accessory";

    private static final Map<String, String> BY_TYPE = Map.of(
            "application/vnd.dev.cosign.artifact.sig.v1+json",
            COSIGN,
            "application/vnd.dev.sigstore.bundle.v0.3+json",
            COSIGN,
            "application/vnd.cncf.notary.signature",
            "signature.notation",
            "application/vnd.goharbor.harbor.sbom.v1",
            "sbom.harbor");

    private static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String NYDUS_BOOTSTRAP = "containerd.io/snapshot/nydus-bootstrap";
    private static final Pattern SIGNATURE_TAG = Pattern.compile("(sha256|sha512)-([0-9a-f]+)\\.sig");

    /** The subject that the manifest names itself; else, for a signature of cosign, the one that its tag names. */
    static Optional<Subject> of(Manifest manifest, List<TagName> tags) {
        return manifest.subject()
                .map(subject -> new Subject(subject.digest(), accessory(manifest)))
                .or(() -> bySignatureTag(manifest, tags));
    }

    private static String accessory(Manifest manifest) {
        String type = BY_TYPE.get(manifest.effectiveArtifactType());
        if (type != null) {
            return type;
        }
        return isNydus(manifest) ? "accelerator.nydus" : PLAIN;
    }

    private static boolean isNydus(Manifest manifest) {
        return manifest.effectiveArtifactType().equals(MediaType.OCI_CONFIG.value())
                && !manifest.layers().isEmpty()
                && manifest.layers().getLast().annotations().containsKey(NYDUS_BOOTSTRAP);
    }

    private static Optional<Subject> bySignatureTag(Manifest manifest, List<TagName> tags) {
        if (manifest.layers().stream().map(Descriptor::mediaType).noneMatch(Subject::isSimpleSigning)) {
            return Optional.empty();
        }
        return tags.stream()
                .map(tag -> SIGNATURE_TAG.matcher(tag.value()))
                .filter(Matcher::matches)
                .flatMap(tag -> Digest.parse(tag.group(1) + ":" + tag.group(2)).stream())
                .map(digest -> new Subject(digest, COSIGN))
                .findFirst();
    }

    private static boolean isSimpleSigning(MediaType type) {
        return type.value().equals(SIMPLE_SIGNING);
    }
}
