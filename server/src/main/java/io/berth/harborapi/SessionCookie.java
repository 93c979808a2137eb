package io.berth.harborapi;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The cookie {@code sid} that Harbor hands to every caller who sent none. It opens nothing: no session stands behind it until
 * somebody logs in by the portal, which gives a new one.
 */
public final class SessionCookie {
    private static final String NAME = "sid=";

    private final SecureRandom random = new SecureRandom();

    /** The value of {@code Set-Cookie} for a caller who sent {@code cookies}; null if it has a session cookie. */
    public @Nullable String forCaller(@Nullable String cookies) {
        if (cookies != null && (cookies.startsWith(NAME) || cookies.contains("; " + NAME))) {
            return null;
        }
        byte[] id = new byte[16];
        random.nextBytes(id);
        return NAME + HexFormat.of().formatHex(id) + "; Path=/; HttpOnly";
    }
}
