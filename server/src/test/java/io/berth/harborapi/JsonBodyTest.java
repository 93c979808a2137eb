package io.berth.harborapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonBodyTest {
    record Outer(
            @JsonProperty("text") @Nullable String text,
            @JsonProperty("number") @Nullable Long number,
            @JsonProperty("flag") @Nullable Boolean flag,
            @JsonProperty("inner") @Nullable Inner inner,
            @JsonProperty("inners") @Nullable List<Inner> inners) {}

    record Inner(@JsonProperty("name") @Nullable String name) {}

    @Test
    void fieldsThatAreAbsentNullOrUnknownDoNotMatter() {
        assertThat(read("{\"text\":null,\"unknown\":[1]}")).isEqualTo(new Outer(null, null, null, null, null));
    }

    @Test
    void readsWhatFits() {
        assertThat(read("{\"text\":\"t\",\"number\":7,\"flag\":true,\"inner\":{\"name\":\"a\"},"
                        + "\"inners\":[{\"name\":\"b\"}]}"))
                .isEqualTo(new Outer("t", 7L, true, new Inner("a"), List.of(new Inner("b"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":1}|number into Go struct field Outer.text of type string",
                "{\"number\":\"1\"}|string into Go struct field Outer.number of type int64",
                "{\"number\":1.5}|number into Go struct field Outer.number of type int64",
                "{\"number\":99999999999999999999}|number into Go struct field Outer.number of type int64",
                "{\"flag\":\"yes\"}|string into Go struct field Outer.flag of type bool",
                "{\"inner\":5}|number into Go struct field Outer.inner of type models.Inner",
                "{\"inner\":{\"name\":[]}}|array into Go struct field Outer.inner.name of type string",
                "{\"inners\":{}}|object into Go struct field Outer.inners of type []*models.Inner",
                "[]|array into Go value of type models.Outer",
                "\"x\"|string into Go value of type models.Outer"
            })
    void aFieldOfAnotherTypeIsNamed(String json, String mismatch) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        HarborException.class,
                        e -> assertThat(e.error().status()).isEqualTo(422))
                .hasMessage("validation failure list:\nparsing thing body from \"\" failed, because json: cannot"
                        + " unmarshal " + mismatch);
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> read("{\"text\":"))
                .hasMessage("validation failure list:\nparsing thing body from \"\" failed, because unexpected EOF");
        for (String json : new String[] {"x", "{}{}", "{} x", "nul", " ", "[".repeat(5000)}) {
            assertThatThrownBy(() -> read(json)).isInstanceOf(HarborException.class);
        }
        assertThatThrownBy(() -> read("")).hasMessage("validation failure list:\nthing in body is required");
    }

    @Test
    void anotherMediaTypeIsRefused() {
        assertThatThrownBy(() -> body("text/plain; charset=utf-8", "{}").as("thing", Outer.class))
                .hasMessage("validation failure list:\nunsupported media type \"text/plain\", only"
                        + " [application/json] are allowed");
        assertThat(body("Application/JSON; charset=utf-8", "{}").as("thing", Outer.class))
                .isNotNull();
        assertThat(body(null, "{}").as("thing", Outer.class)).isNotNull();
    }

    private static Outer read(String json) {
        return body("application/json", json).as("thing", Outer.class);
    }

    private static JsonBody body(@Nullable String mediaType, String json) {
        return new JsonBody(mediaType, json.getBytes(StandardCharsets.UTF_8));
    }
}
