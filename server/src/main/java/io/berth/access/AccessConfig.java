package io.berth.access;

import io.berth.config.Config;
import io.berth.config.ConfigKey;
import io.berth.config.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first password, and what seals secrets at rest.
 *
 * @param adminPassword what the account {@code admin} gets at the very first start; null: one is made up
 * @param secret the master secret; null: see {@link MasterSecret}
 */
public record AccessConfig(
        @Nullable Secret adminPassword, @Nullable Secret secret) {
    private static final ConfigKey<Secret> ADMIN_PASSWORD = ConfigKey.secret(
            "berth.admin.password",
            "The password of `admin`, used at the very first start only. Unset: one is made up and shown once.",
            "`admin` 的密码，仅在首次启动时使用。不设则自动生成并显示一次。");
    private static final ConfigKey<Secret> SECRET = ConfigKey.secret(
            "berth.secret",
            "Seals secrets in the database; at least 16 characters, the same for all processes on one database. Unset with"
                    + " the embedded database: made once in `berth.data-dir`/secret. Required with `berth.db.url`.",
            "用于加密数据库中的机密信息；至少 16 个字符，同一数据库的所有进程必须相同。使用内嵌数据库且不设时，"
                    + "自动生成一次并保存在 `berth.data-dir`/secret。设置了 `berth.db.url` 时必填。");

    public static final List<ConfigKey<?>> KEYS = List.of(ADMIN_PASSWORD, SECRET);

    public static AccessConfig from(Config config) {
        return new AccessConfig(
                config.find(ADMIN_PASSWORD).orElse(null), config.find(SECRET).orElse(null));
    }
}
