package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final Digest A = Digest.of(new byte[] {1});
    private static final Digest B = Digest.of(new byte[] {2});
    private static final String FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";

    @Test
    void artifactTypeGoesBeforeTheConfigsMediaType() {
        Descriptor config = descriptor(MediaType.OCI_CONFIG.value(), A, 1);
        assertThat(image(Optional.of("application/x"), config).effectiveArtifactType())
                .isEqualTo("application/x");
        assertThat(image(Optional.empty(), config).effectiveArtifactType()).isEqualTo(MediaType.OCI_CONFIG.value());
    }

    @Test
    void indexWithoutArtifactTypeHasNone() {
        Manifest index = new Manifest(
                MediaType.OCI_INDEX,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of());
        assertThat(index.effectiveArtifactType()).isEmpty();
    }

    @Test
    void neededBlobsAreConfigAndLayersEachDigestOnce() {
        Descriptor config = descriptor(MediaType.OCI_EMPTY.value(), A, 2);
        Descriptor layer = descriptor("application/x", B, 3);
        Manifest image = image(Optional.empty(), config, layer, layer, descriptor("application/x", A, 2));
        assertThat(image.neededBlobs()).containsExactly(config, layer);
    }

    @Test
    void foreignLayersAreNotNeeded() {
        Descriptor config = descriptor(MediaType.OCI_CONFIG.value(), A, 1);
        Descriptor docker = descriptor(FOREIGN, B, 9, "https://example.com/layer");
        Descriptor oci = descriptor(
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", B, 9, "https://example.com/layer");
        assertThat(image(Optional.empty(), config, docker, oci).neededBlobs()).containsExactly(config);
    }

    @Test
    void layerIsForeignOnlyIfSomeoneElseHasIt() {
        assertThat(descriptor(FOREIGN, B, 9).isForeign()).isFalse();
        assertThat(descriptor("application/vnd.oci.image.layer.v1.tar", B, 9, "https://example.com/layer")
                        .isForeign())
                .isFalse();
    }

    @Test
    void contentSizeAddsConfigAndLayers() {
        Descriptor config = descriptor(MediaType.OCI_CONFIG.value(), A, 1);
        assertThat(image(Optional.empty(), config, descriptor("application/x", B, 10))
                        .contentSize())
                .isEqualTo(11);
    }

    @Test
    void contentSizeDoesNotOverflow() {
        Descriptor huge = descriptor(MediaType.OCI_CONFIG.value(), A, Long.MAX_VALUE);
        assertThat(image(Optional.empty(), huge, huge, huge).contentSize()).isEqualTo(Long.MAX_VALUE);
    }

    private static Manifest image(Optional<String> artifactType, Descriptor config, Descriptor... layers) {
        return new Manifest(
                MediaType.OCI_MANIFEST,
                artifactType,
                Optional.of(config),
                List.of(layers),
                List.of(),
                Optional.empty(),
                Map.of());
    }

    private static Descriptor descriptor(String mediaType, Digest digest, long size, String... urls) {
        return new Descriptor(
                new MediaType(mediaType), digest, size, Optional.empty(), Map.of(), List.of(urls), Optional.empty());
    }
}
