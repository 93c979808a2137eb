package io.berth.db;

import io.berth.config.Secret;
import java.nio.file.Path;
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

    /** Whether Berth brings its own PostgreSQL. */
    public boolean isEmbedded() {
        return url == null;
    }
}
