package io.berth.storage.fs;

import io.berth.storage.Storage;
import io.berth.storage.StorageModelContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;

class FileStorageModelTest extends StorageModelContract {

    @Override
    protected Shared share() throws IOException {
        Path directory = Files.createTempDirectory("berth-storage");
        return new Shared() {
            @Override
            public Storage open() throws IOException {
                return FileStorage.open(directory, Clock.systemUTC());
            }

            @Override
            public void close() throws IOException {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        };
    }
}
