package io.berth.storage.fs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The parts of one upload that this process made. */
final class OwnUpload {
    final Map<Integer, PartFile> parts = new ConcurrentHashMap<>();
    private final Path directory;
    private final Directories directories;
    private volatile boolean directoryDurable;

    OwnUpload(Path directory, Directories directories) {
        this.directory = directory;
        this.directories = directories;
    }

    /** Makes the names of the parts durable, and the upload's own. */
    void syncNames() throws IOException {
        if (directoryDurable) {
            directories.sync(directory);
        } else {
            directories.syncUpwards(directory);
            directoryDurable = true;
        }
    }
}
