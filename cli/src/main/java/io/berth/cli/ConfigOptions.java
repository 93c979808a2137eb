package io.berth.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that needs the configuration. */
final class ConfigOptions {
    @Option(names = "--config", paramLabel = "FILE", descriptionKey = "config")
    private @Nullable Path file;

    @Option(
            names = {"--set", "-D"},
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "",
            descriptionKey = "set")
    private Map<String, String> settings = new LinkedHashMap<>();

    Overrides overrides() {
        return new Overrides(file, settings);
    }
}
