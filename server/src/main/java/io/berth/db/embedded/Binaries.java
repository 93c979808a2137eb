package io.berth.db.embedded;

import io.berth.config.StartRefused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs of this build, unpacked once into a directory of their version. */
record Binaries(Path directory) {
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");

    /** The full version that this build carries, {@code 18.0.0}. */
    static String version() {
        Properties properties = new Properties();
        try (InputStream in = Binaries.class.getResourceAsStream("postgres.properties")) {
            properties.load(Objects.requireNonNull(in, "postgres.properties"));
        } catch (IOException e) {
            throw new IllegalStateException("postgres.properties cannot be read", e);
        }
        return Objects.requireNonNull(properties.getProperty("version"));
    }

    /** The version that decides whether a data directory can be used, {@code 18}. */
    static String major() {
        return version().substring(0, version().indexOf('.'));
    }

    /** Unpacks into {@code parent} unless that was done before, whole or not at all; removes other versions. */
    static Binaries unpack(Path parent) throws IOException {
        Path target = parent.resolve("bin-" + version());
        for (Path other : Folder.entries(parent, "bin-")) {
            if (!other.equals(target)) {
                Folder.delete(other);
            }
        }
        if (!Files.exists(target)) {
            Path unfinished = parent.resolve("bin-unfinished");
            extract(unfinished);
            Folder.syncAll(unfinished);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return new Binaries(target);
    }

    String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    private static void extract(Path target) throws IOException {
        try (InputStream archive = open();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (isNeeded(entry.getName())) {
                    extract(tar, entry, target);
                }
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, path);
            Files.setPosixFilePermissions(path, (entry.getMode() & 0100) == 0 ? FILE : PROGRAM);
        }
    }

    /** Leaves out what only a compiler needs. */
    private static boolean isNeeded(String name) {
        return !name.endsWith(".a") && !name.startsWith("lib/postgresql/pgxs/") && !name.startsWith("include/");
    }

    private static InputStream open() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        @Nullable
        InputStream archive = switch (system + " " + machine) {
            case "linux amd64" -> resource("postgres-linux-x86_64.txz");
            case "linux aarch64" -> resource("postgres-linux-arm_64.txz");
            default -> null;
        };
        if (archive == null) {
            throw new StartRefused("this build of Berth carries no PostgreSQL for " + system + " " + machine
                    + ": set berth.db.url to a PostgreSQL of your own (docs/postgresql.md)");
        }
        return archive;
    }

    private static @Nullable InputStream resource(String name) {
        return Binaries.class.getResourceAsStream("/" + name);
    }
}
