package io.berth.oci;

import org.jspecify.annotations.Nullable;

/** Which bytes of a representation a GET asks for (RFC 9110 section 14.2). */
public sealed interface RangeRequest {
    /** All of it, answered 200: no range, or one that a server may ignore. */
    record Whole() implements RangeRequest {}

    /** The bytes from {@code first} to {@code last}, both included, answered 206. */
    record Part(long first, long last) implements RangeRequest {
        public Part {
            if (first < 0 || last < first || last == Long.MAX_VALUE) {
                throw new IllegalArgumentException("no range: " + first + "-" + last);
            }
        }

        /** How many bytes these are. */
        public long length() {
            return last - first + 1;
        }
    }

    /** No byte of it, answered 416. */
    record Unsatisfiable() implements RangeRequest {}

    /**
     * Reads a Range header for a representation of {@code size} bytes. Several ranges, another unit and what cannot be
     * read give the whole; a range that ends before it begins is refused, as the conformance program expects.
     */
    static RangeRequest of(@Nullable String header, long size) {
        if (header == null || !header.regionMatches(true, 0, "bytes=", 0, "bytes=".length())) {
            return new Whole();
        }
        String range = header.substring("bytes=".length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return new Whole();
        }
        String first = range.substring(0, dash);
        String last = range.substring(dash + 1);
        if (first.isEmpty()) {
            return Decimal.isNumber(last) ? suffix(Decimal.saturated(last), size) : new Whole();
        }
        if (!Decimal.isNumber(first) || !last.isEmpty() && !Decimal.isNumber(last)) {
            return new Whole();
        }
        return between(Decimal.saturated(first), last.isEmpty() ? Long.MAX_VALUE : Decimal.saturated(last), size);
    }

    private static RangeRequest suffix(long length, long size) {
        if (length == 0) {
            return new Unsatisfiable();
        }
        // All of nothing is satisfiable, but no Content-Range can say so.
        return size == 0 ? new Whole() : new Part(Math.max(0, size - length), size - 1);
    }

    private static RangeRequest between(long first, long last, long size) {
        return first >= size || last < first ? new Unsatisfiable() : new Part(first, Math.min(last, size - 1));
    }
}
