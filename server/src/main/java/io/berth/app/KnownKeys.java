package io.berth.app;

import io.berth.access.AccessConfig;
import io.berth.config.ConfigKey;
import io.berth.config.DataDir;
import io.berth.content.ContentConfig;
import io.berth.db.DbConfig;
import io.berth.observe.LogConfig;
import io.berth.storage.StorageConfig;
import io.berth.web.HttpConfig;
import java.util.List;
import java.util.stream.Stream;

/** Every setting of Berth, in the order of the reference page. A setting that is missing here does not exist. */
final class KnownKeys {
    static final List<ConfigKey<?>> ALL = Stream.of(
                    HttpConfig.KEYS,
                    DataDir.KEYS,
                    DbConfig.KEYS,
                    StorageConfig.KEYS,
                    AccessConfig.KEYS,
                    ContentConfig.KEYS,
                    LogConfig.KEYS)
            .<ConfigKey<?>>flatMap(List::stream)
            .toList();

    private KnownKeys() {}
}
