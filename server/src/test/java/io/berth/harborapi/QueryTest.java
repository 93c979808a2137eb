package io.berth.harborapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryTest {
    @Test
    void aValueIsExactOrContainedOrOneOfSome() {
        Query query = Query.parse("name=lib,part=~ib,any={a b},all=(c d),quoted='x y'");
        assertThat(query.exact("name")).isEqualTo("lib");
        assertThat(query.contains("part")).isEqualTo("ib");
        assertThat(query.anyOf("any")).containsExactly("a", "b");
        assertThat(query.anyOf("name")).containsExactly("lib");
        assertThat(query.anyOf("all")).isNull();
        assertThat(query.exact("quoted")).isEqualTo("x y");
        assertThat(query.exact("part")).isNull();
        assertThat(query.contains("name")).isNull();
    }

    @Test
    void aRangeIsOpenAtEitherEnd() {
        Query query = Query.parse("a=[2020-01-01T00:00:00~2099-01-01T00:00:00],b=[~2099-01-01T00:00:00],c=[x~]");
        assertThat(query.from("a")).isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(query.to("a")).isEqualTo(Instant.parse("2099-01-01T00:00:00Z"));
        assertThat(query.from("b")).isNull();
        assertThat(query.to("c")).isNull();
        assertThatThrownBy(() -> query.from("c")).isInstanceOf(HarborException.class);
    }

    @Test
    void aBackslashTakesTheNextCharacterAsItIs() {
        assertThat(Query.parse("name=\\~x").exact("name")).isEqualTo("~x");
    }

    @Test
    void nothingAsksForEverything() {
        assertThat(Query.parse(null).anyOf("name")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "=", "name=", "=x", "a=b,", "%%"})
    void aPartHasAKeyAndAValue(String q) {
        assertThatThrownBy(() -> Query.parse(q))
                .isInstanceOfSatisfying(
                        HarborException.class,
                        e -> assertThat(e.error().status()).isEqualTo(400))
                .hasMessage("the query string must contain \"=\" and the key/value cannot be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a~b", "[a]", "{a", "(a"})
    void aBracketIsClosed(String value) {
        assertThatThrownBy(() -> Query.parse("k=" + value))
                .isInstanceOf(HarborException.class)
                .hasMessage("invalid query string value: " + value);
    }
}
