package io.berth.config;

import java.nio.file.Path;
import java.util.List;

/** The folder of everything that Berth keeps on this machine. */
public record DataDir(Path path) {
    private static final ConfigKey<Path> DIRECTORY = ConfigKey.of(
            "berth.data-dir",
            ValueType.path(),
            "./berth-data",
            "The folder for everything kept on this machine: the embedded database, the stored files (unless"
                    + " `berth.storage.filesystem.root` says otherwise) and the secret.",
            "本机数据目录：内嵌数据库、存储的文件（除非另设 `berth.storage.filesystem.root`）和密钥文件。");

    public static final List<ConfigKey<?>> KEYS = List.of(DIRECTORY);

    public static DataDir from(Config config) {
        return new DataDir(config.get(DIRECTORY));
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }
}
