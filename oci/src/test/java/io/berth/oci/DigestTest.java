package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String EMPTY_JSON = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    @Test
    void hashesAsTheImageSpecificationDoes() {
        assertThat(Digest.of("{}".getBytes(StandardCharsets.UTF_8))).hasToString("sha256:" + EMPTY_JSON);
    }

    @Property
    void whatIsPrintedIsReadBack(@ForAll Algorithm algorithm, @ForAll byte[] content) {
        Digest digest = Digest.of(algorithm, algorithm.start().digest(content));
        assertThat(Digest.parse(digest.toString())).contains(digest);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        Digest.parse(text).ifPresent(digest -> assertThat(digest).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                EMPTY_JSON,
                "sha256:baddigeststring",
                "sha256:44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A",
                "sha512:" + EMPTY_JSON,
                "md5:" + EMPTY_JSON,
                "sha256:" + EMPTY_JSON + "0",
                ":" + EMPTY_JSON
            })
    void refusesWhatIsNoDigestOfAKnownAlgorithm(String text) {
        assertThat(Digest.parse(text)).isEmpty();
    }

    @Test
    void cannotBeBuiltOfAnotherLength() {
        assertThatThrownBy(() -> new Digest(Algorithm.SHA512, EMPTY_JSON)).isInstanceOf(IllegalArgumentException.class);
    }
}
