package io.berth.content;

import static io.berth.content.TestContent.bytes;
import static io.berth.content.TestContent.indexOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Manifest;
import io.berth.oci.ManifestException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArtifactKindTest {
    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.config.v1+json, IMAGE",
        "application/vnd.docker.container.image.v1+json, IMAGE",
        "application/vnd.cncf.helm.config.v1+json, CHART",
        "application/vnd.goharbor.harbor.sbom.v1, SBOM",
        "application/vnd.caicloud.model.config.v1alpha1+json, MODEL",
        "application/vnd.oci.empty.v1+json, UNKNOWN",
        "text/plain, UNKNOWN"
    })
    void theConfigSaysIt(String config, String kind) throws ManifestException {
        assertThat(ArtifactKind.of(manifest("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"%s","size":2,
                  "digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},"layers":[]}
                """.formatted(config)))).isEqualTo(kind);
    }

    @Test
    void anIndexIsAnImageEvenIfItListsNothing() throws ManifestException {
        Manifest index = Manifest.parse(indexOf(List.of()), Optional.empty());
        assertThat(ArtifactKind.of(index)).isEqualTo("IMAGE");
    }

    private static Manifest manifest(String json) throws ManifestException {
        return Manifest.parse(bytes(json), Optional.empty());
    }
}
