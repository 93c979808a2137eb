package io.berth.it.endurance;

import java.time.Duration;

/** Whether the tests run in their short form or, under {@code -Dberth.long=true}, in their long one. */
final class Form {
    private Form() {}

    static boolean isLong() {
        return Boolean.getBoolean("berth.long");
    }

    static int of(int shortForm, int longForm) {
        return isLong() ? longForm : shortForm;
    }

    static long of(long shortForm, long longForm) {
        return isLong() ? longForm : shortForm;
    }

    static Duration of(Duration shortForm, Duration longForm) {
        return isLong() ? longForm : shortForm;
    }
}
