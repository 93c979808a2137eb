package io.berth.content;

import static io.berth.content.TestContent.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.ManifestException;
import io.berth.oci.TagName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubjectTest {
    private static final Digest SIGNED = Digest.of(bytes("what is signed"));
    private static final TagName SIGNATURE_TAG = new TagName("sha256-" + SIGNED.hex() + ".sig");
    private static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";

    @ParameterizedTest
    @CsvSource({
        "application/vnd.cncf.notary.signature, signature.notation",
        "application/vnd.dev.cosign.artifact.sig.v1+json, signature.cosign",
        "application/vnd.dev.sigstore.bundle.v0.3+json, signature.cosign",
        "application/vnd.goharbor.harbor.sbom.v1, sbom.harbor",
        "application/spdx+json, subject.accessory"
    })
    void theArtifactTypeSaysWhatItIs(String artifactType, String accessory) throws ManifestException {
        Manifest manifest = manifest("\"artifactType\":\"" + artifactType + "\",", "text/plain", "{}", subject());
        assertThat(Subject.of(manifest, List.of())).hasValue(new Subject(SIGNED, accessory));
    }

    @Test
    void aBootstrapLayerMakesItAnAcceleratedImage() throws ManifestException {
        Manifest manifest =
                manifest("", "text/plain", "{\"containerd.io/snapshot/nydus-bootstrap\":\"true\"}", subject());
        assertThat(Subject.of(manifest, List.of())).hasValue(new Subject(SIGNED, "accelerator.nydus"));
    }

    @Test
    void theTagOfACosignSignatureNamesItsSubject() throws ManifestException {
        Manifest manifest = manifest("", SIMPLE_SIGNING, "{}", "");
        assertThat(Subject.of(manifest, List.of(new TagName("v1"), SIGNATURE_TAG)))
                .hasValue(new Subject(SIGNED, "signature.cosign"));
    }

    @Test
    void anOrdinaryImageUnderSuchATagHasNoSubject() throws ManifestException {
        Manifest manifest = manifest("", "text/plain", "{}", "");
        assertThat(Subject.of(manifest, List.of(SIGNATURE_TAG))).isEmpty();
    }

    @Test
    void aSignatureUnderAnotherTagHasNoSubject() throws ManifestException {
        Manifest manifest = manifest("", SIMPLE_SIGNING, "{}", "");
        assertThat(Subject.of(manifest, List.of(new TagName("sha256-abc.sig")))).isEmpty();
    }

    private static String subject() {
        return ",\"subject\":{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":1,\"digest\":\""
                + SIGNED + "\"}";
    }

    private static Manifest manifest(String artifactType, String layer, String annotations, String subject)
            throws ManifestException {
        Digest any = Digest.of(bytes("any"));
        return Manifest.parse(
                bytes("""
                        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",%s
                         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"%s"},
                         "layers":[{"mediaType":"%s","size":1,"digest":"%s","annotations":%s}]%s}
                        """.formatted(artifactType, any, layer, any, annotations, subject)), Optional.empty());
    }
}
