package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.OTHER;
import static io.berth.content.TestContent.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes with a deleted manifest, and comes back with it. */
final class DeletionTest {
    private TestContent content;

    @BeforeEach
    void open(@TempDir Path directory) {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void theReferrersOfAnImageGoWithItAndComeBackWithIt() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        Digest signature = referrer(image, "signature");
        Digest ofSignature = referrer(signature, "of the signature");
        content.manifests.delete(APP, image);
        assertThat(List.of(image, signature, ofSignature)).noneMatch(this::isThere);
        assertThat(content.manifests.referrers(APP, image, null, "", 10)).isEmpty();
        content.trash.restore(APP, image);
        assertThat(List.of(image, signature, ofSignature)).allMatch(this::isThere);
    }

    @Test
    void aReferrerDeletedBeforeStaysDeletedWhenTheImageComesBack() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        Digest withdrawn = referrer(image, "withdrawn");
        Digest kept = referrer(image, "kept");
        content.manifests.delete(APP, withdrawn);
        content.manifests.delete(APP, image);
        content.trash.restore(APP, image);
        assertThat(isThere(kept)).isTrue();
        assertThat(isThere(withdrawn)).isFalse();
    }

    @Test
    void aSignatureUnderItsTagGoesWithTheImageAndIsRestoredUnderIt() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        String tag = "sha256-" + image.hex() + ".sig";
        Digest signature = content.put(APP, cosignSignature(), tag);
        content.manifests.delete(APP, image);
        assertThat(isThere(signature)).isFalse();
        assertThat(content.manifests.tags(APP, "", 10)).isEmpty();
        assertThat(content.trash.restore(APP, image).tags()).containsExactly(new TagName(tag), new TagName("v1"));
        assertThat(content.tagged(APP, tag)).hasValue(signature);
    }

    @Test
    void aSignatureThatIsTaggedLaterBelongsToItsImageFromThenOn() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        content.put(APP, cosignSignature(), null);
        assertThat(content.manifests.countReferrers(APP, image)).isZero();
        content.put(APP, cosignSignature(), "sha256-" + image.hex() + ".sig");
        assertThat(content.manifests.countReferrers(APP, image)).isEqualTo(1);
    }

    @Test
    void theChildrenOfAnIndexGoWithItUnlessSomethingElseNeedsThem() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest own = content.image(APP, null, layer);
        Digest tagged = content.image(APP, "tagged", layer, layer);
        Digest shared = content.image(APP, null, layer, layer, layer);
        content.index(APP, "other", shared);
        Digest index = content.index(APP, "multi", own, tagged, shared);
        content.manifests.delete(APP, index);
        assertThat(List.of(index, own)).noneMatch(this::isThere);
        assertThat(List.of(tagged, shared)).allMatch(this::isThere);
    }

    @Test
    void aReferrerOfWhatIsNotThereYetIsOnlyTouchedByItsOwnDelete() throws IOException {
        Digest absent = Digest.of(bytes("not pushed yet"));
        Digest early = referrer(absent, "early");
        content.manifests.delete(APP, content.image(APP, "v1", content.push(APP, "layer")));
        assertThat(isThere(early)).isTrue();
        content.manifests.delete(APP, early);
        assertThat(isThere(early)).isFalse();
    }

    @Test
    void aChildIsNotDeletedWhileItsIndexIsThere() throws IOException {
        Digest child = content.image(APP, null, content.push(APP, "layer"));
        content.index(APP, "multi", child);
        assertThatThrownBy(() -> content.manifests.delete(APP, child))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem()).isInstanceOf(Problem.InUse.class));
    }

    @Test
    void theSameManifestInAnotherRepositoryStays() throws IOException {
        Digest layer = content.push(APP, "layer");
        content.push(OTHER, "layer");
        Digest image = content.image(APP, "v1", layer);
        content.image(OTHER, "v1", layer);
        content.manifests.delete(APP, image);
        assertThat(content.manifest(OTHER, image)).isPresent();
    }

    private boolean isThere(Digest digest) {
        return content.manifest(APP, digest).isPresent();
    }

    private Digest referrer(Digest subject, String name) throws IOException {
        return content.put(APP, TestContent.referrerOf(subject, content.push(APP, name)), null);
    }

    private byte[] cosignSignature() throws IOException {
        String config = content.push(APP, "{}").toString();
        String payload = content.push(APP, "payload").toString();
        return bytes("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":2,"digest":"%s"},
                 "layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","size":7,"digest":"%s"}]}
                """.formatted(config, payload));
    }
}
