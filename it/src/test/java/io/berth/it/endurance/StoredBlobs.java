package io.berth.it.endurance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The blob files of a store, watched from outside: what was ever seen, and how much of it is gone. For use by one thread. */
final class StoredBlobs {
    private final Path folder;
    private final Set<Path> everSeen = new HashSet<>();

    StoredBlobs(Path storageRoot) {
        this.folder = storageRoot.resolve("docker/registry/v2/blobs");
    }

    void look() {
        everSeen.addAll(present());
    }

    /** How many files that were seen do not exist any more. Those that came and went between two looks are not counted. */
    int gone() {
        Set<Path> gone = new HashSet<>(everSeen);
        gone.removeAll(present());
        return gone.size();
    }

    Set<Path> present() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("data"))
                    .collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            // A folder went away while it was walked; the next look sees the rest.
            return Set.of();
        }
    }
}
