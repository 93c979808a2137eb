package io.berth.storage;

import io.berth.config.Config;
import io.berth.config.ConfigKey;
import io.berth.config.DataDir;
import io.berth.config.StartRefused;
import io.berth.config.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Where the bytes of blobs lie. */
public record StorageConfig(Type type, Path root) {
    private static final ConfigKey<Type> TYPE = ConfigKey.of(
            "berth.storage.type",
            ValueType.choice(Type.class),
            "filesystem",
            "Where blobs are stored. This version has `filesystem` only; `s3` and `oss` are reserved.",
            "镜像层的存储方式。本版本仅支持 `filesystem`；`s3` 与 `oss` 为预留值。");
    private static final ConfigKey<Path> ROOT = ConfigKey.optional(
            "berth.storage.filesystem.root",
            ValueType.path(),
            "The folder of the blobs. Unset: `storage` in `berth.data-dir`. Several processes may share it (NFS).",
            "存放镜像层的目录。不设时为 `berth.data-dir` 下的 `storage`。可由多个进程共享（NFS）。");

    public static final List<ConfigKey<?>> KEYS = List.of(TYPE, ROOT);

    /** The kinds of store. */
    public enum Type {
        FILESYSTEM,
        S3,
        OSS
    }

    /**
     * @throws StartRefused if this version does not have that kind of store
     */
    public static StorageConfig from(Config config) {
        Type type = config.get(TYPE);
        if (type != Type.FILESYSTEM) {
            throw new StartRefused("berth.storage.type = " + type.name().toLowerCase(Locale.ROOT)
                    + " is not yet in this version; it has filesystem");
        }
        return new StorageConfig(
                type, config.find(ROOT).orElseGet(() -> DataDir.from(config).resolve("storage")));
    }
}
