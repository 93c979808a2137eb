package io.berth.access;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client asks a token for, {@code repository:demo/app:pull,push}. The actions it names are not kept: a token grants
 * all that the caller holds, whatever was asked for.
 */
public record Scope(String type, String name) {
    static final String REPOSITORY = "repository";
    static final String REGISTRY = "registry";

    /** Reads the values of all {@code scope} parameters; each may hold several scopes with spaces between. */
    public static List<Scope> parseAll(Iterable<String> parameters) {
        List<Scope> scopes = new ArrayList<>();
        for (String parameter : parameters) {
            for (String text : parameter.split(" ", -1)) {
                if (!text.isEmpty()) {
                    scopes.add(parse(text));
                }
            }
        }
        return List.copyOf(scopes);
    }

    private static Scope parse(String text) {
        int first = text.indexOf(':');
        if (first < 0) {
            return new Scope(text, "");
        }
        int last = text.lastIndexOf(':');
        String name = last == first ? text.substring(first + 1) : text.substring(first + 1, last);
        return new Scope(text.substring(0, first), name);
    }
}
