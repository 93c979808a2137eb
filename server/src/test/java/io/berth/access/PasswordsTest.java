package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordsTest {
    private static final String RIGHT = "Golden12345";

    private final AtomicLong nanos = new AtomicLong();
    private final Passwords passwords = new Passwords(100, 1, 4, nanos::get);

    @AfterEach
    void close() {
        passwords.close();
    }

    @Test
    void theSecondCheckOfAPairCostsNoHash() {
        String stored = passwords.hash(RIGHT);
        assertThat(hashesOf(() -> passwords.matches("a", stored, RIGHT))).isEqualTo(1);
        assertThat(hashesOf(() -> passwords.matches("a", stored, RIGHT))).isZero();
        assertThat(passwords.matches("a", stored, RIGHT)).isTrue();
    }

    @Test
    void aVerdictIsForgottenAfterFiveMinutes() {
        String stored = passwords.hash(RIGHT);
        passwords.matches("a", stored, RIGHT);
        nanos.addAndGet(Duration.ofMinutes(5).plusNanos(1).toNanos());
        assertThat(hashesOf(() -> passwords.matches("a", stored, RIGHT))).isEqualTo(1);
    }

    @Test
    void aVerdictIsOneNameOneHashAndOnePassword() {
        String stored = passwords.hash(RIGHT);
        String changed = passwords.hash("Golden67890");
        assertThat(passwords.matches("a", stored, RIGHT)).isTrue();
        assertThat(hashesOf(() -> passwords.matches("b", stored, RIGHT))).isEqualTo(1);
        assertThat(passwords.matches("a", changed, RIGHT)).isFalse();
        assertThat(passwords.matches("a", stored, "Golden12346")).isFalse();
    }

    @Test
    void anUnknownUserCostsWhatAWrongPasswordCosts() {
        String stored = passwords.hash(RIGHT);
        long wrong = hashesOf(() -> passwords.matches("a", stored, "Wrong12345"));
        long unknown = hashesOf(() -> passwords.matches("nobody", null, "Wrong12345"));
        assertThat(unknown).isEqualTo(wrong).isEqualTo(1);
    }

    @Test
    void aStoredHashThatCannotBeReadIsNobodys() {
        assertThat(passwords.matches("a", "", RIGHT)).isFalse();
        assertThat(passwords.matches("a", "argon2$x", RIGHT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 129, 100_000})
    void aPasswordNobodyCanHaveCostsNothing(int length) {
        assertThat(hashesOf(
                        () -> passwords.matches("a", null, "A1".repeat(length).substring(0, length))))
                .isZero();
    }

    @Test
    void equalChecksAtTheSameMomentShareOneHash() throws Exception {
        try (Passwords slow = new Passwords(300_000, 1, 4, Ticker.systemTicker())) {
            String stored = slow.hash(RIGHT);
            long before = slow.hashes();
            assertThat(together(20, () -> slow.matches("a", stored, RIGHT))).containsOnly(true);
            assertThat(slow.hashes() - before).isEqualTo(1);
        }
    }

    @Test
    void beyondTheQueueChecksAreRefused() {
        AtomicLong names = new AtomicLong();
        try (Passwords slow = new Passwords(300_000, 1, 2, Ticker.systemTicker())) {
            assertThatThrownBy(() ->
                            together(20, () -> slow.matches("name" + names.incrementAndGet(), null, "Wrong12345")))
                    .cause()
                    .isInstanceOfSatisfying(
                            ProblemException.class, e -> assertThat(e.problem()).isInstanceOf(Problem.TooMany.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Golden12345", "aA345678", "泊泊泊aA345"})
    void aStrongPasswordHasThreeKindsOfCharacters(String password) {
        assertThat(Passwords.isStrong(password)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aA34567", "golden12345", "GOLDEN12345", "Goldengolden"})
    void aWeakPasswordLacksOne(String password) {
        assertThat(Passwords.isStrong(password)).isFalse();
    }

    private long hashesOf(Runnable check) {
        long before = passwords.hashes();
        check.run();
        return passwords.hashes() - before;
    }

    private static List<Boolean> together(int count, Callable<Boolean> call)
            throws InterruptedException, ExecutionException {
        List<Boolean> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(threads.submit(call));
            }
            for (Future<Boolean> future : futures) {
                answers.add(future.get());
            }
        }
        return answers;
    }
}
