package io.berth.app;

import io.berth.content.ContentConfig;
import io.berth.db.DbConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Everything a server is started with, resolved and checked. */
record Settings(
        DbConfig database,
        ContentConfig content,
        Path storageRoot,
        String secret,
        Optional<String> adminPassword,
        Optional<String> externalUrl,
        Duration bodyPatience,
        int mostUploads) {}
