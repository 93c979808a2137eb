package io.berth.app;

import io.berth.access.AccessConfig;
import io.berth.cli.Overrides;
import io.berth.config.Config;
import io.berth.config.DataDir;
import io.berth.config.StartRefused;
import io.berth.content.ContentConfig;
import io.berth.db.DbConfig;
import io.berth.observe.LogConfig;
import io.berth.storage.StorageConfig;
import io.berth.web.HttpConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a server is started with, resolved and checked.
 *
 * @param warnings what is not used as it was set
 */
record Settings(
        HttpConfig http,
        DataDir dataDir,
        DbConfig database,
        StorageConfig storage,
        AccessConfig access,
        ContentConfig content,
        LogConfig log,
        List<String> warnings) {
    private static final Path USUAL_FILE = Path.of("berth.yml");

    /** Where {@link #publish} leaves the name of the configuration file. */
    private static final String FILE_PROPERTY = "io.berth.config.file";

    /**
     * What the command line, the environment and the configuration file say.
     *
     * @throws StartRefused if they do not fit
     */
    static Settings resolve(Overrides overrides, Map<String, String> environment) {
        Path file = overrides.file() != null || !Files.exists(USUAL_FILE) ? overrides.file() : USUAL_FILE;
        Config config = Config.resolve(KnownKeys.ALL, new Config.Sources(overrides.settings(), environment, file));
        return new Settings(
                HttpConfig.from(config),
                DataDir.from(config),
                DbConfig.from(config),
                StorageConfig.from(config),
                AccessConfig.from(config),
                ContentConfig.from(config),
                LogConfig.from(config),
                ContentConfig.warning(config).stream().toList());
    }

    /** The overrides of the command line together with the JVM's own {@code -Dberth.…}; the command line goes before. */
    static Overrides withProperties(Overrides overrides) {
        Map<String, String> settings = Config.systemProperties();
        settings.putAll(overrides.settings());
        return new Overrides(overrides.file(), settings);
    }

    /** Leaves the overrides where {@link #published} finds them: Quarkus makes its beans without knowing who started it. */
    static void publish(Overrides overrides) {
        overrides.settings().forEach(System::setProperty);
        if (overrides.file() != null) {
            System.setProperty(FILE_PROPERTY, overrides.file().toAbsolutePath().toString());
        }
    }

    /** The settings of this process. */
    static Settings published() {
        @Nullable String file = System.getProperty(FILE_PROPERTY);
        Overrides overrides = new Overrides(file == null ? null : Path.of(file), Config.systemProperties());
        return resolve(overrides, System.getenv());
    }
}
