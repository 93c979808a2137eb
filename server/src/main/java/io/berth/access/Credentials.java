package io.berth.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A name and a password as a client sent them; nothing is known about them yet. */
public record Credentials(String name, String password) {
    private static final String SCHEME = "Basic ";

    /** Reads an {@code Authorization} header; empty if it is not Basic or not well formed. */
    public static Optional<Credentials> ofBasic(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        byte[] decoded;
        try {
            decoded =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String text = new String(decoded, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        return colon < 0 || text.indexOf('\0') >= 0
                ? Optional.empty()
                : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    }

    /** Shows no password, so that a credential may appear in a log by mistake without harm. */
    @Override
    public String toString() {
        return "Credentials[" + name + "]";
    }
}
