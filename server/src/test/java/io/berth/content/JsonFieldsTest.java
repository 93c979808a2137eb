package io.berth.content;

import static io.berth.content.TestContent.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonFieldsTest {
    @Test
    void fieldsAreTakenAsTheyAre() {
        assertThat(JsonFields.of(bytes("""
                        {"a":{"x":[1,{"y":null}]},"skipped":[[1],{"a":2}],"b":"\\u0041\\"","c":1.5}"""), List.of("a", "b", "c")::contains))
                .hasValue(Map.of("a", "{\"x\":[1,{\"y\":null}]}", "b", "\"A\\\"\"", "c", "1.5"));
    }

    @Test
    void theLastOfANameCounts() {
        assertThat(JsonFields.of(bytes("{\"a\":1,\"a\":2}"), _ -> true)).hasValue(Map.of("a", "2"));
    }

    @Test
    void whatIsNoObjectHasNoFields() {
        assertThat(JsonFields.of(bytes("[1]"), _ -> true)).isEmpty();
        assertThat(JsonFields.of(bytes("not JSON"), _ -> true)).isEmpty();
        assertThat(JsonFields.of(bytes("{\"a\":1"), _ -> true)).isEmpty();
        assertThat(JsonFields.of(bytes(""), _ -> true)).isEmpty();
        assertThat(JsonFields.of(bytes("{\"a\":" + "[".repeat(2_000)), _ -> true))
                .isEmpty();
    }

    @Test
    void anObjectIsMadeOfThem() {
        assertThat(JsonFields.object(Map.of("a\"b", "[1,2]"))).isEqualTo("{\"a\\\"b\":[1,2]}");
    }
}
