package io.berth.oci;

import java.util.HexFormat;
import java.util.Optional;

/** A content address, {@code sha256:<64 hex>} or {@code sha512:<128 hex>}; always well formed. */
public record Digest(Algorithm algorithm, String hex) {
    public Digest {
        if (!isHex(hex, algorithm.hexLength())) {
            throw new IllegalArgumentException("not a " + algorithm.id() + " hex: " + hex);
        }
    }

    /** Reads what a client sent; empty when it is no digest of a known algorithm. */
    public static Optional<Digest> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String hex = text.substring(colon + 1);
        return Algorithm.of(text.substring(0, colon))
                .filter(algorithm -> isHex(hex, algorithm.hexLength()))
                .map(algorithm -> new Digest(algorithm, hex));
    }

    /** The digest whose hash value is {@code value}. */
    public static Digest of(Algorithm algorithm, byte[] value) {
        return new Digest(algorithm, HexFormat.of().formatHex(value));
    }

    /** The digest of {@code content}. */
    public static Digest of(byte[] content) {
        return of(Algorithm.SHA256, Algorithm.SHA256.start().digest(content));
    }

    @Override
    public String toString() {
        return algorithm.id() + ":" + hex;
    }

    private static boolean isHex(String text, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
