package io.berth.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command line says about the configuration.
 *
 * @param file the configuration file; null for the usual one
 * @param settings values by key, as written
 */
public record Overrides(@Nullable Path file, Map<String, String> settings) {
    public Overrides {
        settings = Map.copyOf(settings);
    }
}
