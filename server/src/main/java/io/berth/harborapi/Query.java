package io.berth.harborapi;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Harbor's query language, the parameter {@code q}: parts {@code key=value} with commas between, where a value is exact, or
 * {@code ~part}, {@code [min~max]}, {@code {any of these}}, {@code (all of these)}. Keys that a list does not know are
 * ignored.
 */
public final class Query {
    /** What a key must be. */
    public sealed interface Term {
        record Exact(String value) implements Term {}

        record Contains(String part) implements Term {}

        record Between(String min, String max) implements Term {}

        record AnyOf(List<String> values) implements Term {}

        record AllOf(List<String> values) implements Term {}
    }

    private final Map<String, Term> terms;

    private Query(Map<String, Term> terms) {
        this.terms = Map.copyOf(terms);
    }

    /**
     * Reads the parameter; nothing asks for everything.
     *
     * @throws HarborException 400 if it does not follow the language
     */
    public static Query parse(@Nullable String q) {
        Map<String, Term> terms = new HashMap<>();
        if (q != null) {
            for (String part : q.split(",", -1)) {
                int equals = part.indexOf('=');
                if (equals <= 0 || equals == part.length() - 1) {
                    throw bad("the query string must contain \"=\" and the key/value cannot be empty");
                }
                terms.put(part.substring(0, equals).strip(), term(part.substring(equals + 1)));
            }
        }
        return new Query(terms);
    }

    /** Whether anything is asked of a key. */
    public boolean asks(String key) {
        return terms.containsKey(key);
    }

    /** The exact value of a key; null if something else, or nothing, is asked of it. */
    public @Nullable String exact(String key) {
        return terms.get(key) instanceof Term.Exact(String value) ? value : null;
    }

    /** What the value of a key must contain; null if something else, or nothing, is asked of it. */
    public @Nullable String contains(String key) {
        return terms.get(key) instanceof Term.Contains(String part) ? part : null;
    }

    /** The values of which a key must have one, be it only one; null if something else, or nothing, is asked of it. */
    public @Nullable List<String> anyOf(String key) {
        return switch (terms.get(key)) {
            case Term.Exact(String value) -> List.of(value);
            case Term.AnyOf(List<String> values) -> values;
            case null, default -> null;
        };
    }

    /** The earliest time of a key; null if none is asked for. */
    public @Nullable Instant from(String key) {
        return terms.get(key) instanceof Term.Between(String min, var _) ? time(min) : null;
    }

    /** The latest time of a key; null if none is asked for. */
    public @Nullable Instant to(String key) {
        return terms.get(key) instanceof Term.Between(var _, String max) ? time(max) : null;
    }

    private static Term term(String value) {
        return switch (value.charAt(0)) {
            case '~' -> new Term.Contains(unquoted(value.substring(1)));
            case '[' -> between(value);
            case '{' -> new Term.AnyOf(values(value, '}'));
            case '(' -> new Term.AllOf(values(value, ')'));
            case '\\' -> new Term.Exact(value.substring(1));
            default -> new Term.Exact(unquoted(value));
        };
    }

    private static Term between(String value) {
        int tilde = value.indexOf('~');
        if (!value.endsWith("]") || tilde < 0) {
            throw invalid(value);
        }
        return new Term.Between(value.substring(1, tilde), value.substring(tilde + 1, value.length() - 1));
    }

    private static List<String> values(String value, char end) {
        if (value.charAt(value.length() - 1) != end) {
            throw invalid(value);
        }
        List<String> values = new ArrayList<>();
        for (String element : value.substring(1, value.length() - 1).split(" ", -1)) {
            if (!element.isEmpty()) {
                values.add(unquoted(element));
            }
        }
        return List.copyOf(values);
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static @Nullable Instant time(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return LocalDateTime.parse(unquoted(text)).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw bad("not a time like 2006-01-02T15:04:05: " + text);
        }
    }

    private static HarborException invalid(String value) {
        return bad("invalid query string value: " + value);
    }

    private static HarborException bad(String message) {
        return new HarborException(new HarborError(400, "BAD_REQUEST", message));
    }
}
