package io.berth.db;

import io.berth.config.Config;
import io.berth.config.ConfigKey;
import io.berth.config.DataDir;
import io.berth.config.Secret;
import io.berth.config.ValueType;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which PostgreSQL to use.
 *
 * @param url a JDBC URL, several hosts allowed; null for the embedded one
 * @param embedded the directory of the embedded one
 * @param poolSize the most connections of this process
 */
public record DbConfig(
        @Nullable String url,
        @Nullable String username,
        @Nullable Secret password,
        Path embedded,
        int poolSize) {
    private static final ConfigKey<String> URL = ConfigKey.optional(
            "berth.db.url",
            ValueType.jdbcUrl(),
            "The PostgreSQL (15 or newer) to use; several hosts may be named, the primary is taken. Unset: an embedded one in"
                    + " `berth.data-dir`. A password belongs into `berth.db.password`, not here.",
            "要使用的 PostgreSQL（15 或更新版本）；可列出多个主机，自动选用主库。不设则使用 `berth.data-dir` 中的内嵌数据库。"
                    + "密码请写在 `berth.db.password`，不要写在这里。");
    private static final ConfigKey<String> USERNAME = ConfigKey.optional(
            "berth.db.username",
            ValueType.text(),
            "The role that owns Berth's tables in `berth.db.url`.",
            "`berth.db.url` 中拥有 Berth 数据表的角色。");
    private static final ConfigKey<Secret> PASSWORD =
            ConfigKey.secret("berth.db.password", "The password of `berth.db.username`.", "`berth.db.username` 的密码。");
    private static final ConfigKey<Integer> POOL_SIZE = ConfigKey.of(
            "berth.db.pool-size",
            ValueType.number(2, 90),
            "16",
            "The most connections that one process opens.",
            "单个进程的最大数据库连接数。");

    public static final List<ConfigKey<?>> KEYS = List.of(URL, USERNAME, PASSWORD, POOL_SIZE);

    public static DbConfig from(Config config) {
        return new DbConfig(
                config.find(URL).orElse(null),
                config.find(USERNAME).orElse(null),
                config.find(PASSWORD).orElse(null),
                DataDir.from(config).resolve("postgres"),
                config.get(POOL_SIZE));
    }

    /** Whether Berth brings its own PostgreSQL. */
    public boolean isEmbedded() {
        return url == null;
    }
}
