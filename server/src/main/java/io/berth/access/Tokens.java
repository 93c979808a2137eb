package io.berth.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signs and verifies Bearer tokens, RS256 JWTs as Harbor's. A signature costs about a millisecond, so a token that was
 * signed within the last minute for the same caller with the same rights is handed out again. Verifying a token that was
 * seen before computes and reads nothing but its times and the revisions.
 */
public final class Tokens {
    /** The one service that tokens are made for. */
    public static final String SERVICE = "harbor-registry";

    private static final Duration LIFETIME = Duration.ofMinutes(30);
    private static final Duration HANDED_OUT_AGAIN = Duration.ofMinutes(1);
    /** How far clocks may differ; also what a client loses that counts the life of a token from its arrival. */
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    private static final int MAX_SIGNED = 10_000;
    private static final long MAX_VERIFIED_BYTES = 16L << 20;
    private static final int MAX_JWT_LENGTH = 16 << 10;
    private static final int ENTRY_BYTES = 600;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SigningKeys keys;
    private final Revisions revisions;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final String header;
    private final Cache<Order, Token> signed =
            Caffeine.newBuilder().maximumSize(MAX_SIGNED).build();
    private final Cache<String, Grant> verified = Caffeine.newBuilder()
            .maximumWeight(MAX_VERIFIED_BYTES)
            .weigher((String jwt, Grant _) -> 2 * jwt.length() + ENTRY_BYTES)
            .build();

    public Tokens(SigningKeys keys, Revisions revisions, InstantSource clock) {
        this.keys = keys;
        this.revisions = revisions;
        this.clock = clock;
        String json = JSON.createObjectNode()
                .put("alg", "RS256")
                .put("kid", keys.kid())
                .put("typ", "JWT")
                .toString();
        this.header = BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A token that says this of {@code subject}; at most a minute old. */
    Token issue(String subject, List<Access> access, Map<String, Long> known) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Order order = new Order(subject, List.copyOf(access), Map.copyOf(known));
        Token token = signed.getIfPresent(order);
        if (token == null || now.isAfter(token.issuedAt().plus(HANDED_OUT_AGAIN)) || now.isBefore(token.issuedAt())) {
            token = sign(order, now);
            signed.put(order, token);
        }
        return token;
    }

    /**
     * What a token allows at this moment; empty if it is none of ours, has ended, or its user lost rights after it was made.
     * Repositories of projects that were changed since are left out. No I/O.
     */
    public Optional<Grant> verify(String jwt) {
        if (jwt.length() > MAX_JWT_LENGTH) {
            return Optional.empty();
        }
        Grant grant = verified.getIfPresent(jwt);
        if (grant == null) {
            grant = decode(jwt).orElse(null);
            if (grant == null) {
                return Optional.empty();
            }
            verified.put(jwt, grant);
        }
        return inForce(grant);
    }

    private Optional<Grant> inForce(Grant grant) {
        Instant now = clock.instant();
        if (now.isAfter(grant.expires().plus(LEEWAY))
                || now.isBefore(grant.issuedAt().minus(LEEWAY))) {
            return Optional.empty();
        }
        Map<String, Long> current = revisions.current();
        if (current.isEmpty()) {
            return Optional.of(grant);
        }
        return grant.isOvertaken(current) ? Optional.empty() : Optional.of(grant.without(current));
    }

    private Optional<Grant> decode(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode said = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
            byte[] content = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.ISO_8859_1);
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            if (!said.path("alg").asText().equals("RS256")
                    || !keys.verify(said.path("kid").asText(), content, signature)) {
                return Optional.empty();
            }
            return Claims.parse(Base64.getUrlDecoder().decode(parts[1]))
                    .filter(claims -> claims.audience().equals(SERVICE))
                    .map(Claims::grant);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Token sign(Order order, Instant now) {
        byte[] id = new byte[12];
        random.nextBytes(id);
        Claims claims = new Claims(
                order.subject, SERVICE, order.access, order.known, BASE64.encodeToString(id), now, now.plus(LIFETIME));
        String content = header + "." + BASE64.encodeToString(claims.toJson());
        byte[] signature = keys.sign(content.getBytes(StandardCharsets.ISO_8859_1));
        return new Token(content + "." + BASE64.encodeToString(signature), now, LIFETIME);
    }

    /** What makes two tokens equal but for their times. */
    private record Order(String subject, List<Access> access, Map<String, Long> known) {}
}
