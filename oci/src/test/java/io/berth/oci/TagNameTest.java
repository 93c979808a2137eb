package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagNameTest {
    private static final Pattern SPECIFIED = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    @Property(tries = 2000)
    void scannerAgreesWithTheExpressionOfTheSpecification(
            @ForAll @Chars({'a', 'z', 'A', 'Z', '0', '9', '.', '_', '-', '/', ':'}) @StringLength(max = 6)
                    String text) {
        assertThat(TagName.parse(text).isPresent())
                .isEqualTo(SPECIFIED.matcher(text).matches());
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "1.27.0-alpine", "_x", "V2", "sha256-abc.sig"})
    void takesTagsOfTheGrammar(String text) {
        assertThat(TagName.parse(text)).get().hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "-a", "a/b", "a:b", "a b", "é"})
    void refusesWhatIsOutsideOfTheGrammar(String text) {
        assertThat(TagName.parse(text)).isEmpty();
        assertThatThrownBy(() -> new TagName(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takes128LettersAndNotOneMore() {
        assertThat(TagName.parse("a".repeat(128))).isPresent();
        assertThat(TagName.parse("a".repeat(129))).isEmpty();
    }
}
