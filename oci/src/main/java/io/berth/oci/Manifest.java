package io.berth.oci;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a manifest says: an image (config and layers), an index (manifests) or an old OCI artifact (its blobs are the
 * layers). Only the facts that a registry needs; the pushed bytes themselves are what is served.
 */
public record Manifest(
        MediaType mediaType,
        Optional<String> artifactType,
        Optional<Descriptor> config,
        List<Descriptor> layers,
        List<Descriptor> manifests,
        Optional<Descriptor> subject,
        Map<String, String> annotations) {

    /** The most bytes that a manifest may have (OCI distribution 1.1, "Pushing Manifests": at least 4 MiB). */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    /** How deep its JSON may be nested. */
    public static final int MAX_DEPTH = 32;

    public Manifest {
        layers = List.copyOf(layers);
        manifests = List.copyOf(manifests);
        annotations = Descriptor.inOrder(annotations);
    }

    /** Reads a pushed manifest, sent as {@code contentType} if the client said so. */
    public static Manifest parse(byte[] body, Optional<MediaType> contentType) throws ManifestException {
        return ManifestReader.read(body, contentType);
    }

    /** The type by which it is listed as a referrer (OCI distribution 1.1, "Listing Referrers"); empty if none. */
    public String effectiveArtifactType() {
        return artifactType
                .or(() -> config.map(descriptor -> descriptor.mediaType().value()))
                .orElse("");
    }

    /** The blobs that must be in the repository: config and layers but the foreign ones, each digest once. */
    public List<Descriptor> neededBlobs() {
        Map<Digest, Descriptor> needed = new LinkedHashMap<>();
        content()
                .filter(descriptor -> !descriptor.isForeign())
                .forEach(descriptor -> needed.putIfAbsent(descriptor.digest(), descriptor));
        return List.copyOf(needed.values());
    }

    /** The stated sizes of config and layers added up; what would pass {@link Long#MAX_VALUE} stays there. */
    public long contentSize() {
        return content().mapToLong(Descriptor::size).reduce(0, (sum, size) -> {
            long next = sum + size;
            return next < 0 ? Long.MAX_VALUE : next;
        });
    }

    private Stream<Descriptor> content() {
        return Stream.concat(config.stream(), layers.stream());
    }
}
