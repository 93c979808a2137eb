package io.berth.oci;

import java.util.Optional;

/** The name of a tag; always within the grammar of OCI distribution 1.1. */
public record TagName(String value) {
    private static final int MAX_LENGTH = 128;

    public TagName {
        if (!isTag(value)) {
            throw new IllegalArgumentException("not a tag: " + value);
        }
    }

    /** Reads what a client sent; empty when it is no tag. */
    public static Optional<TagName> parse(String text) {
        return isTag(text) ? Optional.of(new TagName(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isTag(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean anywhere = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
            boolean notFirst = c == '.' || c == '-';
            if (!(anywhere || notFirst && i > 0)) {
                return false;
            }
        }
        return true;
    }
}
