package io.berth.config;

/**
 * A value as somebody wrote it.
 *
 * @param name the key, or the environment variable
 * @param origin where it was written, for messages
 */
public record Setting(String name, String value, String origin) {}
