package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
    /** RFC 6838 section 4.2. */
    private static final Pattern SPECIFIED =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    @Property(tries = 3000)
    void scannerAgreesWithTheExpressionOfTheRfc(
            @ForAll @Chars({'a', 'Z', '0', '/', '+', '.', '-', '!', '^', '_', '*', ' '}) @StringLength(max = 8)
                    String text) {
        assertThat(MediaType.exact(text).isPresent())
                .isEqualTo(SPECIFIED.matcher(text).matches());
    }

    @Property
    void whatIsPrintedIsReadBack(@ForAll String text) {
        MediaType.parse(text)
                .ifPresent(type -> assertThat(MediaType.parse(type.toString())).contains(type));
    }

    @Test
    void headerLosesParametersBlanksAndCapitals() {
        assertThat(MediaType.parse(" Application/vnd.OCI.image.index.v1+json ; charset=utf-8"))
                .contains(MediaType.OCI_INDEX);
    }

    @Test
    void readingDoesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(MediaType.parse("APPLICATION/X")).contains(new MediaType("application/x"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void descriptorsKeepTheirLetters() {
        assertThat(MediaType.exact("application/vnd.Example")).get().hasToString("application/vnd.Example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a", "a/b/c", "*/*", ".a/b", "a b/c", ";a/b"})
    void refusesWhatIsNoMediaType(String text) {
        assertThat(MediaType.parse(text)).isEmpty();
        assertThatThrownBy(() -> new MediaType(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachPartHas127LettersAtMost() {
        assertThat(MediaType.parse("a".repeat(127) + "/" + "b".repeat(127))).isPresent();
        assertThat(MediaType.parse("a/" + "b".repeat(128))).isEmpty();
    }

    @Test
    void knowsIndexesImagesAndSchema1() {
        assertThat(MediaType.OCI_INDEX.isIndex()).isTrue();
        assertThat(MediaType.DOCKER_LIST.isIndex()).isTrue();
        assertThat(MediaType.OCI_MANIFEST.isIndex()).isFalse();
        assertThat(MediaType.OCI_MANIFEST.isImage()).isTrue();
        assertThat(MediaType.DOCKER_MANIFEST.isImage()).isTrue();
        assertThat(MediaType.OCI_ARTIFACT.isImage()).isFalse();
        assertThat(MediaType.DOCKER_SCHEMA1.isSchema1()).isTrue();
        assertThat(MediaType.DOCKER_SCHEMA1_SIGNED.isSchema1()).isTrue();
        assertThat(MediaType.DOCKER_MANIFEST.isSchema1()).isFalse();
    }
}
