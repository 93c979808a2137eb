package io.berth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.access.AccessConfig;
import io.berth.config.Config;
import io.berth.config.DataDir;
import io.berth.config.Secret;
import io.berth.config.StartRefused;
import io.berth.content.ContentConfig;
import io.berth.db.DbConfig;
import io.berth.observe.LogConfig;
import io.berth.storage.StorageConfig;
import io.berth.web.HttpConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every setting by its name, from the environment to the record that its user sees. */
final class SettingsTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @Test
    void theDefaultsAreThoseOfTheReference() {
        Config config = config();
        assertThat(HttpConfig.from(config))
                .isEqualTo(new HttpConfig(
                        "0.0.0.0", 8080, null, null, Duration.ofSeconds(60), 256, 20_000, null, Duration.ofMinutes(5)));
        assertThat(DataDir.from(config).path()).isEqualTo(HERE.resolve("berth-data"));
        assertThat(DbConfig.from(config))
                .isEqualTo(new DbConfig(null, null, null, HERE.resolve("berth-data/postgres"), 16));
        assertThat(StorageConfig.from(config))
                .isEqualTo(new StorageConfig(StorageConfig.Type.FILESYSTEM, HERE.resolve("berth-data/storage")));
        assertThat(AccessConfig.from(config)).isEqualTo(new AccessConfig(null, null));
        assertThat(ContentConfig.from(config))
                .isEqualTo(new ContentConfig(
                        Duration.ofHours(24), Duration.ofHours(24), Duration.ZERO, Duration.ofDays(7), 1000));
        assertThat(LogConfig.from(config)).isEqualTo(new LogConfig(LogConfig.Level.INFO, LogConfig.Format.TEXT));
    }

    @Test
    void everySettingArrives() {
        Config config = config(
                "BERTH_HTTP_HOST", "127.0.0.1",
                "BERTH_HTTP_PORT", "8443",
                "BERTH_EXTERNAL_URL", "https://registry.example.com",
                "BERTH_HTTP_TLS_CERT", "/etc/berth/tls.crt",
                "BERTH_HTTP_TLS_KEY", "/etc/berth/tls.key",
                "BERTH_HTTP_IDLE_TIMEOUT", "5s",
                "BERTH_HTTP_MAX_UPLOADS", "3",
                "BERTH_HTTP_MAX_CONNECTIONS", "4",
                "BERTH_DRAIN_TIME", "2s",
                "BERTH_FINISH_TIME", "1s",
                "BERTH_DATA_DIR", "/var/lib/berth",
                "BERTH_DB_URL", "jdbc:postgresql://a,b/berth",
                "BERTH_DB_USERNAME", "me",
                "BERTH_DB_PASSWORD", "pass",
                "BERTH_DB_POOL_SIZE", "7",
                "BERTH_STORAGE_TYPE", "filesystem",
                "BERTH_STORAGE_FILESYSTEM_ROOT", "/mnt/blobs",
                "BERTH_ADMIN_PASSWORD", "first",
                "BERTH_SECRET", "sealing",
                "BERTH_GC_LEASE_TIME", "1s",
                "BERTH_GC_UNDELETE_WINDOW", "2s",
                "BERTH_GC_PITR_WINDOW", "3s",
                "BERTH_UPLOAD_EXPIRY", "4s",
                "BERTH_UPLOAD_MAX_OPEN_PER_USER", "5",
                "BERTH_LOG_LEVEL", "debug",
                "BERTH_LOG_FORMAT", "json");
        assertThat(HttpConfig.from(config))
                .isEqualTo(new HttpConfig(
                        "127.0.0.1",
                        8443,
                        URI.create("https://registry.example.com"),
                        new HttpConfig.Tls(Path.of("/etc/berth/tls.crt"), Path.of("/etc/berth/tls.key")),
                        Duration.ofSeconds(5),
                        3,
                        4,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1)));
        assertThat(DbConfig.from(config))
                .isEqualTo(new DbConfig(
                        "jdbc:postgresql://a,b/berth",
                        "me",
                        new Secret("pass"),
                        Path.of("/var/lib/berth/postgres"),
                        7));
        assertThat(StorageConfig.from(config).root()).isEqualTo(Path.of("/mnt/blobs"));
        assertThat(AccessConfig.from(config)).isEqualTo(new AccessConfig(new Secret("first"), new Secret("sealing")));
        assertThat(ContentConfig.from(config))
                .isEqualTo(new ContentConfig(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4), 5));
        assertThat(LogConfig.from(config)).isEqualTo(new LogConfig(LogConfig.Level.DEBUG, LogConfig.Format.JSON));
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        assertThatThrownBy(() -> HttpConfig.from(config("BERTH_HTTP_TLS_CERT", "/etc/berth/tls.crt")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("berth.http.tls-key");
    }

    @Test
    void aStoreThatIsYetToComeIsRefusedByName() {
        assertThatThrownBy(() -> StorageConfig.from(config("BERTH_STORAGE_TYPE", "s3")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("berth.storage.type = s3 is not yet in this version");
        assertThatThrownBy(() -> config("BERTH_STORAGE_TYPE", "tape")).hasMessageContaining("filesystem, s3, oss");
    }

    @Test
    void theUndeleteWindowIsNeverShorterThanTheLease() {
        Config config = config("BERTH_GC_UNDELETE_WINDOW", "1h");
        assertThat(ContentConfig.from(config).undeleteWindow()).isEqualTo(Duration.ofHours(24));
        assertThat(ContentConfig.warning(config))
                .contains("berth.gc.undelete-window is PT1H, shorter than berth.gc.lease-time (PT24H): PT24H is used");
        assertThat(ContentConfig.warning(config())).isEmpty();
    }

    @Test
    void drainingTakesNoTimeWhereNobodyCouldTakeOver() {
        assertThat(HttpConfig.from(config()).drainTime(true)).isZero();
        assertThat(HttpConfig.from(config()).drainTime(false)).isEqualTo(Duration.ofSeconds(15));
        assertThat(HttpConfig.from(config("BERTH_DRAIN_TIME", "3s")).drainTime(true))
                .isEqualTo(Duration.ofSeconds(3));
    }

    private static Config config(String... environment) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        return Config.resolve(KnownKeys.ALL, new Config.Sources(Map.of(), variables, null));
    }
}
