package io.berth.config;

/** A value that must not be seen in a log or a message. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
