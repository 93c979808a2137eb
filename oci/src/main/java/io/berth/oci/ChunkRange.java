package io.berth.oci;

import java.util.Optional;

/** Where the bytes of a chunk belong in an upload, both ends included; printed in the form of OCI, {@code 0-99}. */
public record ChunkRange(long first, long last) {
    public ChunkRange {
        if (!isRange(first, last)) {
            throw new IllegalArgumentException("no range: " + first + "-" + last);
        }
    }

    /** Reads a Content-Range header in the form of OCI ({@code 0-99}) or of HTTP ({@code bytes 0-99/200}). */
    public static Optional<ChunkRange> parse(String header) {
        String text = header.strip();
        if (!text.regionMatches(true, 0, "bytes ", 0, "bytes ".length())) {
            return range(text);
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String size = text.substring(slash + 1);
        return range(text.substring("bytes ".length(), slash).strip())
                .filter(range -> size.equals("*") || Decimal.isNumber(size) && range.last() < Decimal.saturated(size));
    }

    /** How many bytes the chunk has. */
    public long length() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }

    private static Optional<ChunkRange> range(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return Optional.empty();
        }
        String first = text.substring(0, dash);
        String last = text.substring(dash + 1);
        if (!Decimal.isNumber(first) || !Decimal.isNumber(last)) {
            return Optional.empty();
        }
        long from = Decimal.saturated(first);
        long to = Decimal.saturated(last);
        return isRange(from, to) ? Optional.of(new ChunkRange(from, to)) : Optional.empty();
    }

    private static boolean isRange(long first, long last) {
        return first >= 0 && last >= first && last < Long.MAX_VALUE;
    }
}
