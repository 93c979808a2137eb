package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    private static final Digest DIGEST = Digest.of(new byte[0]);

    @Test
    void textWithoutColonIsATag() {
        assertThat(Reference.parse("latest")).contains(new Reference.ByTag(new TagName("latest")));
    }

    @Test
    void textWithColonIsADigest() {
        assertThat(Reference.parse(DIGEST.toString())).contains(new Reference.ByDigest(DIGEST));
    }

    @Test
    void badDigestIsNoTag() {
        assertThat(Reference.parse("sha256:baddigeststring")).isEmpty();
    }

    @Property
    void whatIsReadPrintsAsItWas(@ForAll String text) {
        Reference.parse(text).ifPresent(reference -> assertThat(reference).hasToString(text));
    }
}
