package io.berth.oci;

import java.util.Optional;

/** The name of a repository, {@code project/path/image}; always within the grammar of OCI distribution 1.1. */
public record RepositoryName(String value) {
    private static final int MAX_LENGTH = 255;

    public RepositoryName {
        if (!isName(value)) {
            throw new IllegalArgumentException("not a repository name: " + value);
        }
    }

    /** Reads what a client sent; empty when it is no name (the edge answers NAME_INVALID). */
    public static Optional<RepositoryName> parse(String text) {
        return isName(text) ? Optional.of(new RepositoryName(text)) : Optional.empty();
    }

    /** The first component, which names the project. */
    public String project() {
        int slash = value.indexOf('/');
        return slash < 0 ? value : value.substring(0, slash);
    }

    /** What follows the project; empty if the name has one component. */
    public String rest() {
        int slash = value.indexOf('/');
        return slash < 0 ? "" : value.substring(slash + 1);
    }

    @Override
    public String toString() {
        return value;
    }

    /** One pass without backtracking: words of letters and digits, joined by separators. */
    private static boolean isName(String text) {
        int length = text.length();
        if (length > MAX_LENGTH) {
            return false;
        }
        int at = afterWord(text, 0);
        if (at == 0) {
            return false;
        }
        while (at < length) {
            int word = afterSeparator(text, at);
            int end = afterWord(text, word);
            if (word == at || end == word) {
                return false;
            }
            at = end;
        }
        return true;
    }

    private static int afterWord(String text, int start) {
        int at = start;
        while (at < text.length() && isWordLetter(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** A slash, a dot, one or two underscores, or any number of dashes; {@code start} if there is none. */
    private static int afterSeparator(String text, int start) {
        return switch (text.charAt(start)) {
            case '/', '.' -> start + 1;
            case '_' -> text.startsWith("__", start) ? start + 2 : start + 1;
            case '-' -> afterDashes(text, start);
            default -> start;
        };
    }

    private static int afterDashes(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        return at;
    }

    private static boolean isWordLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }
}
