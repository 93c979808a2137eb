package io.berth.it.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RegisterHistoryTest {
    private final RegisterHistory history = new RegisterHistory();

    @Test
    void readsInOrderAreLinearizable() {
        history.initially("a");
        history.read("a", 1, 2);
        history.wrote("b", 3, 4);
        history.read("b", 5, 6);

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void readBesideAWriteMaySeeEitherValue() {
        history.initially("a");
        history.wrote("b", 1, 10);
        history.read("a", 2, 3);
        history.read("b", 4, 5);
        history.read("b", 6, 7);

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void oldValueAfterItsReplacementWasAcknowledgedIsAViolation() {
        history.initially("a");
        history.wrote("b", 1, 2);
        history.read("a", 3, 4);

        assertThat(history.violations()).isNotEmpty();
    }

    @Test
    void newThenOldIsAViolationEvenBesideTheWrite() {
        history.initially("a");
        history.wrote("b", 1, 10);
        history.read("b", 2, 3);
        history.read("a", 4, 5);

        assertThat(history.violations()).isNotEmpty();
    }

    @Test
    void acknowledgedWriteThatNobodyWouldEverSeeIsAViolation() {
        history.initially("a");
        history.read("a", 1, 2);
        history.wrote("b", 3, 4);
        history.read("a", 5, 6);

        assertThat(history.violations()).isNotEmpty();
    }

    @Test
    void concurrentWritesMayEndInEitherOrder() {
        history.initially("a");
        history.wrote("b", 1, 5);
        history.wrote("c", 1, 5);
        history.read("b", 6, 7);

        assertThat(history.violations()).isEmpty();
    }

    @Test
    void valueThatWasNeverWrittenIsAViolation() {
        history.initially("a");
        history.read("z", 1, 2);

        assertThat(history.violations()).isNotEmpty();
    }

    @Test
    void writeOfUnknownOutcomeMayOrMayNotShow() {
        history.initially("a");
        history.mayHaveWritten("b", 1);
        history.read("a", 2, 3);
        assertThat(history.violations()).isEmpty();

        history.read("b", 8, 9);
        assertThat(history.violations()).isEmpty();
    }
}
