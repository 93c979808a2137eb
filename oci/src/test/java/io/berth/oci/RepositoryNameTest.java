package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTest {
    /** OCI distribution 1.1, "Pulling manifests". */
    private static final Pattern SPECIFIED =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");

    @Property(tries = 5000)
    void scannerAgreesWithTheExpressionOfTheSpecification(
            @ForAll @Chars({'a', 'z', '0', '.', '_', '-', '/', 'A', ' '}) @StringLength(max = 12) String text) {
        assertThat(RepositoryName.parse(text).isPresent())
                .isEqualTo(SPECIFIED.matcher(text).matches());
    }

    @Property
    void whatIsReadPrintsAsItWas(@ForAll @CharRange(from = 'a', to = 'c') @Chars({'/', '-'}) String text) {
        RepositoryName.parse(text).ifPresent(name -> assertThat(name).hasToString(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "library/nginx", "a.b_c__d-e---f/0/1", "conformance/repo1"})
    void takesNamesOfTheGrammar(String text) {
        assertThat(RepositoryName.parse(text)).contains(new RepositoryName(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "A", "a..b", "a___b", "a._b", "-a", "a-", "a_/b", "ä", "a\n"})
    void refusesWhatIsOutsideOfTheGrammar(String text) {
        assertThat(RepositoryName.parse(text)).isEmpty();
        assertThatThrownBy(() -> new RepositoryName(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takes255LettersAndNotOneMore() {
        assertThat(RepositoryName.parse("a".repeat(255))).isPresent();
        assertThat(RepositoryName.parse("a".repeat(256))).isEmpty();
    }

    @Test
    void projectIsTheFirstComponent() {
        RepositoryName name = new RepositoryName("library/tools/nginx");
        assertThat(name.project()).isEqualTo("library");
        assertThat(name.rest()).isEqualTo("tools/nginx");
    }

    @Test
    void nameOfOneComponentHasNoRest() {
        RepositoryName name = new RepositoryName("nginx");
        assertThat(name.project()).isEqualTo("nginx");
        assertThat(name.rest()).isEmpty();
    }
}
