package io.berth.access;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a project, the first component of its repositories' names; always well formed. */
public record ProjectName(String value) {
    /** Each repetition starts with a letter of its own, so that no name makes the match slow. */
    private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9]++(?:[._-][a-z0-9]++)*+");

    private static final int MAX_LENGTH = 255;

    public ProjectName {
        if (!isName(value)) {
            throw new IllegalArgumentException("not a project name: " + value);
        }
    }

    /** Reads what a client sent; empty when it is no name. */
    public static Optional<ProjectName> parse(String text) {
        return isName(text) ? Optional.of(new ProjectName(text)) : Optional.empty();
    }

    /** Whether a text has the characters of a name, whatever its length; a text that has not can name no project. */
    public static boolean isPossible(String text) {
        return GRAMMAR.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isName(String text) {
        return text.length() <= MAX_LENGTH && isPossible(text);
    }
}
