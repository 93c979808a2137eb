package io.berth.harborapi;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as Harbor writes them, {@code 2026-11-24T09:49:18.025Z}. */
public final class HarborTime {
    /** Harbor's "never". */
    public static final String ZERO = "0001-01-01T00:00:00.000Z";

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private HarborTime() {}

    public static String of(Instant time) {
        return MILLIS.format(time);
    }
}
