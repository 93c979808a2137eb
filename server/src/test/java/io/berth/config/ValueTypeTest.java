package io.berth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTypeTest {
    @ParameterizedTest
    @CsvSource({
        "250ms,PT0.25S",
        "1s,PT1S",
        "90m,PT90M",
        "24h,PT24H",
        "7d,P7D",
        "PT36H,PT36H",
        "P2DT1S,P2DT1S",
        "0s,PT0S"
    })
    void aDurationHasAUnitOrIsIso8601(String text, Duration expected) {
        assertThat(read(ValueType.duration(Duration.ZERO), text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "1.5h", "-1s", "PT-1S", "1 h", "h", "99999999999999999999s"})
    void whatIsNoDurationIsRefused(String text) {
        assertThat(read(ValueType.duration(Duration.ZERO), text)).isEmpty();
    }

    @Test
    void aDurationBelowItsBoundIsRefused() {
        assertThat(read(ValueType.duration(Duration.ofSeconds(1)), "999ms")).isEmpty();
        assertThat(read(ValueType.duration(Duration.ofSeconds(1)), "1s")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"0,true", "65535,true", "65536,false", "-1,false", "8080 ,true", "x,false", "0x50,false"})
    void aPortIsANumberUpTo65535(String text, boolean isPort) {
        assertThat(read(ValueType.port(), text).isPresent()).isEqualTo(isPort);
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example.com,https://registry.example.com",
        "http://10.0.0.1:8080/,http://10.0.0.1:8080",
        "https://[::1]:8443,https://[::1]:8443"
    })
    void aWebAddressIsSchemeHostAndPort(String text, URI expected) {
        assertThat(read(ValueType.webAddress(), text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.example.com",
                "ftp://x",
                "https://x/path",
                "https://u@x",
                "https://x?q",
                "https://",
                "a b"
            })
    void anyOtherAddressIsRefused(String text) {
        assertThat(read(ValueType.webAddress(), text)).isEmpty();
    }

    @Test
    void aRelativePathStartsAtTheWorkingDirectory() {
        assertThat(read(ValueType.path(), "./data"))
                .contains(Path.of("").toAbsolutePath().resolve("data"));
    }

    @Test
    void aChoiceIsOneOfItsNamesInAnyCase() {
        assertThat(read(ValueType.choice(Colour.class), "Red")).contains(Colour.RED);
        assertThat(read(ValueType.choice(Colour.class), "yellow")).isEmpty();
        assertThat(ValueType.choice(Colour.class).allowed().english()).isEqualTo("one of red, green");
    }

    private static <T> Optional<T> read(ValueType<T> type, String text) {
        return type.read().apply(text.strip());
    }

    private enum Colour {
        RED,
        GREEN
    }
}
