package io.berth.access;

import io.berth.config.DataDir;
import io.berth.config.Secret;
import io.berth.config.StartRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the master secret comes from: the configuration, or a file beside the embedded database. */
public final class MasterSecret {
    private static final int BYTES = 32;

    private MasterSecret() {}

    /**
     * The configured one; with the embedded database else that of the data folder, which is made if there is none. To be
     * called by the owner of the embedded database, so that only one process makes it.
     *
     * @throws StartRefused if there is none, and several processes would each make their own
     */
    public static Secret find(@Nullable Secret configured, boolean isEmbedded, DataDir dataDir) throws IOException {
        if (configured != null) {
            return configured;
        }
        if (!isEmbedded) {
            throw new StartRefused(
                    "berth.secret (BERTH_SECRET) is not set. With a database of your own (berth.db.url) it"
                            + " must be, with the same value for all processes; make one with: openssl rand -base64 32");
        }
        Path file = dataDir.resolve("secret");
        if (!Files.exists(file)) {
            make(file, dataDir);
        }
        return new Secret(Files.readString(file, StandardCharsets.US_ASCII).strip());
    }

    private static void make(Path file, DataDir dataDir) throws IOException {
        Files.createDirectories(dataDir.path());
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        Path unfinished = file.resolveSibling("secret.new");
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(dataDir.path())) {
            directory.force(true);
        }
    }
}
