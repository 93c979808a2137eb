package io.berth.db.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is done with a directory and all that is in it. Symbolic links are not followed. */
final class Folder {
    private Folder() {}

    /** The entries of a directory whose names begin like this. */
    static List<Path> entries(Path directory, String beginning) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.getFileName().toString().startsWith(beginning))
                    .toList();
        }
    }

    /** Removes it, if it is there. */
    static void delete(Path top) throws IOException {
        if (Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(top, new BottomUp(Files::delete));
        }
    }

    /** Gives it to another account. */
    static void chown(Path top, long uid, long gid) throws IOException {
        Files.walkFileTree(top, new BottomUp(path -> {
            Files.setAttribute(path, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
        }));
    }

    /** Makes it durable with all that is in it. */
    static void syncAll(Path top) throws IOException {
        Files.walkFileTree(top, new BottomUp(path -> {
            if (!Files.isSymbolicLink(path)) {
                sync(path);
            }
        }));
    }

    /** Makes a file durable, or which entries a directory has. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            channel.force(true);
        }
    }

    /** Does the same to every file and directory, the top last. */
    private static final class BottomUp extends SimpleFileVisitor<Path> {
        private final Step step;

        BottomUp(Step step) {
            this.step = step;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            step.on(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            step.on(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    /** What is done to one path. */
    private interface Step {
        void on(Path path) throws IOException;
    }
}
