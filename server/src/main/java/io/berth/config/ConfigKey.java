package io.berth.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting. Its package declares it as a constant next to the record that reads it.
 *
 * @param name {@code berth.http.port}; the variable {@code BERTH_HTTP_PORT} follows from it
 * @param defaultText the value where none is given; null if it is then unset
 * @param meaning what it does, for the reference page
 * @param isSecret whether its value must not be shown
 */
public record ConfigKey<T>(
        String name, ValueType<T> type, @Nullable String defaultText, Words meaning, boolean isSecret) {

    /** A setting with a default. */
    public static <T> ConfigKey<T> of(
            String name, ValueType<T> type, String defaultText, String english, String chinese) {
        return new ConfigKey<>(name, type, defaultText, new Words(english, chinese), false);
    }

    /** A setting that may be unset. */
    public static <T> ConfigKey<T> optional(String name, ValueType<T> type, String english, String chinese) {
        return new ConfigKey<>(name, type, null, new Words(english, chinese), false);
    }

    /** A setting that may be unset and is never shown. */
    public static ConfigKey<Secret> secret(String name, String english, String chinese) {
        return new ConfigKey<>(name, ValueType.secret(), null, new Words(english, chinese), true);
    }

    /** The environment variable that sets it. */
    public String environmentName() {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
