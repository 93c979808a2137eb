package io.berth.app;

import io.berth.config.Secret;
import io.berth.content.ContentConfig;
import io.berth.db.DbConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

final class SettingsReader {
    private SettingsReader() {}

    static Settings read() {
        Path data = Path.of(env("BERTH_DATA_DIR").orElse("berth-data")).toAbsolutePath();
        return new Settings(
                new DbConfig(
                        env("BERTH_DB_URL").orElse(null),
                        env("BERTH_DB_USERNAME").orElse(null),
                        env("BERTH_DB_PASSWORD").map(Secret::new).orElse(null),
                        data.resolve("postgres"),
                        16),
                new ContentConfig(
                        seconds("BERTH_GC_LEASE_TIME", 86400),
                        seconds("BERTH_GC_UNDELETE_WINDOW", 86400),
                        Duration.ZERO,
                        Duration.ofDays(7),
                        1000),
                data.resolve("storage"),
                env("BERTH_SECRET").orElse("development-secret-of-this-folder"),
                env("BERTH_ADMIN_PASSWORD"),
                env("BERTH_EXTERNAL_URL"),
                Duration.ofSeconds(60),
                256);
    }

    private static Duration seconds(String name, long normal) {
        return Duration.ofSeconds(
                env(name).map(v -> Long.parseLong(v.replace("s", ""))).orElse(normal));
    }

    private static Optional<String> env(String name) {
        return Optional.ofNullable(System.getenv(name));
    }
}
