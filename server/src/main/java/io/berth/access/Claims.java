package io.berth.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in a token. The names are those of Harbor's tokens; {@code rev} is Berth's own and rare: the revisions that
 * the token knows of its user and its projects, where there are any.
 */
record Claims(
        String subject,
        String audience,
        List<Access> access,
        Map<String, Long> revisions,
        String id,
        Instant issuedAt,
        Instant expires) {
    static final String ISSUER = "harbor-token-issuer";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CATALOG = "catalog";
    private static final String EVERYTHING = "*";

    byte[] toJson() {
        ObjectNode claims = JSON.createObjectNode();
        claims.put("iss", ISSUER);
        if (!subject.isEmpty()) {
            claims.put("sub", subject);
        }
        claims.put("aud", audience);
        claims.put("exp", expires.getEpochSecond());
        claims.put("nbf", issuedAt.getEpochSecond());
        claims.put("iat", issuedAt.getEpochSecond());
        claims.put("jti", id);
        if (access.isEmpty()) {
            claims.putNull("access");
        } else {
            ArrayNode entries = claims.putArray("access");
            access.forEach(entry -> write(entry, entries.addObject()));
        }
        if (!revisions.isEmpty()) {
            ObjectNode rev = claims.putObject("rev");
            revisions.forEach(rev::put);
        }
        try {
            return JSON.writeValueAsBytes(claims);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what a token of Berth holds; empty if another made it. */
    static Optional<Claims> parse(byte[] json) {
        JsonNode claims;
        try {
            claims = JSON.readTree(json);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (!claims.path("iss").asText().equals(ISSUER)
                || !claims.path("iat").canConvertToLong()
                || !claims.path("exp").canConvertToLong()) {
            return Optional.empty();
        }
        List<Access> access = new ArrayList<>();
        claims.path("access").forEach(entry -> access.add(read(entry)));
        Map<String, Long> revisions = new HashMap<>();
        claims.path("rev").forEachEntry((subject, revision) -> revisions.put(subject, revision.asLong()));
        return Optional.of(new Claims(
                claims.path("sub").asText(),
                claims.path("aud").asText(),
                List.copyOf(access),
                Map.copyOf(revisions),
                claims.path("jti").asText(),
                Instant.ofEpochSecond(claims.path("iat").asLong()),
                Instant.ofEpochSecond(claims.path("exp").asLong())));
    }

    Grant grant() {
        Map<String, Set<Action>> repositories = new HashMap<>();
        boolean catalog = false;
        for (Access entry : access) {
            if (entry.type().equals(Scope.REPOSITORY)) {
                Set<Action> actions = repositories.computeIfAbsent(entry.name(), _ -> EnumSet.noneOf(Action.class));
                entry.actions().forEach(action -> Action.of(action).ifPresent(actions::add));
            } else if (isCatalog(entry.type(), entry.name())) {
                catalog |= entry.actions().contains(EVERYTHING);
            }
        }
        return new Grant(subject, repositories, catalog, issuedAt, expires, revisions);
    }

    /** Whether a scope or an entry means the list of all repositories. */
    static boolean isCatalog(String type, String name) {
        return type.equals(Scope.REGISTRY) && name.equals(CATALOG);
    }

    /** The entry that allows the list of all repositories. */
    static Access catalog(boolean allowed) {
        return new Access(Scope.REGISTRY, CATALOG, allowed ? List.of(EVERYTHING) : List.of());
    }

    private static void write(Access entry, ObjectNode node) {
        node.put("type", entry.type());
        node.put("name", entry.name());
        ArrayNode actions = node.putArray("actions");
        entry.actions().forEach(actions::add);
    }

    private static Access read(JsonNode entry) {
        List<String> actions = new ArrayList<>();
        entry.path("actions").forEach(action -> actions.add(action.asText()));
        return new Access(entry.path("type").asText(), entry.path("name").asText(), actions);
    }
}
