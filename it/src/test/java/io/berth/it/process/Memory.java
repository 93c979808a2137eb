package io.berth.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Resident memory of a process as Linux counts it ({@code /proc/PID/status}), in bytes.
 *
 * @param now {@code VmRSS}
 * @param peak {@code VmHWM}, the most it ever was
 */
public record Memory(long now, long peak) {

    public static Memory of(long pid) {
        try {
            long now = 0;
            long peak = 0;
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    now = kibibytes(line);
                } else if (line.startsWith("VmHWM:")) {
                    peak = kibibytes(line);
                }
            }
            return new Memory(now, peak);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "RSS %d MiB, peak %d MiB", now >> 20, peak >> 20);
    }
}
