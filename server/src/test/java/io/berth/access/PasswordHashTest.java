package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordHashTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void whatIsStoredChecksTheSamePassword() {
        String stored = PasswordHash.of("Pässword1", 10, random).stored();
        PasswordHash read = PasswordHash.parse(stored).orElseThrow();
        assertThat(stored).startsWith("pbkdf2-sha256$10$");
        assertThat(read.matches("Pässword1")).isTrue();
        assertThat(read.matches("Pässword2")).isFalse();
    }

    @Test
    void twoHashesOfOnePasswordDiffer() {
        assertThat(PasswordHash.of("Password1", 10, random).stored())
                .isNotEqualTo(PasswordHash.of("Password1", 10, random).stored());
    }

    @Test
    void isPbkdf2AsOthersComputeIt() {
        // python3 -c "import hashlib; hashlib.pbkdf2_hmac('sha256', b'Password1', b'0123456789abcdef', 1000)"
        PasswordHash hash = PasswordHash.parse(
                        "pbkdf2-sha256$1000$MDEyMzQ1Njc4OWFiY2RlZg$4upMvDB30zSqhM202DlOf6V/O7yhMr9bqg4M1DMSIF4")
                .orElseThrow();
        assertThat(hash.matches("Password1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "pbkdf2-sha256$0$AAAA$AAAA",
                "pbkdf2-sha256$x$AAAA$AAAA",
                "pbkdf2-sha256$1000$AAAA$AAAA",
                "pbkdf2-sha256$1000$!$!",
                "pbkdf2-sha256$2000000000$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "argon2$1000$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void refusesWhatItCannotCheck(String stored) {
        assertThat(PasswordHash.parse(stored)).isEmpty();
    }
}
