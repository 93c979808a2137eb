package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialsTest {
    @Test
    void thePasswordIsAllBehindTheFirstColon() {
        assertThat(Credentials.ofBasic(basic("name:pass:wörd"))).contains(new Credentials("name", "pass:wörd"));
        assertThat(Credentials.ofBasic("bASIC" + basic("a:").substring(5))).contains(new Credentials("a", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!", "Digest x", "Bearer eyJ"})
    void whatIsNotBasicIsNoCredentials(String header) {
        assertThat(Credentials.ofBasic(header)).isEmpty();
    }

    @Test
    void aNulOrAMissingColonIsNoCredentials() {
        assertThat(Credentials.ofBasic(basic("a\0b:c"))).isEmpty();
        assertThat(Credentials.ofBasic(basic("name"))).isEmpty();
    }

    @Test
    void thePasswordIsNotShown() {
        assertThat(new Credentials("name", "hidden")).asString().doesNotContain("hidden");
    }

    private static String basic(String text) {
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
