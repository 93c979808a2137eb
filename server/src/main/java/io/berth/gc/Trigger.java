package io.berth.gc;

import java.util.Locale;

/** What set a run going. */
public enum Trigger {
    /** Somebody asked by the API. */
    MANUAL,
    /** The loop of a replica. */
    AUTOMATIC,
    /** The command line. */
    COMMAND;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Trigger of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }
}
