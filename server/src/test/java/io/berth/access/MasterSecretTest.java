package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.config.DataDir;
import io.berth.config.Secret;
import io.berth.config.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MasterSecretTest {
    @TempDir
    private Path directory;

    @Test
    void theConfiguredOneCounts() throws IOException {
        assertThat(MasterSecret.find(new Secret("mine"), true, new DataDir(directory)))
                .isEqualTo(new Secret("mine"));
        assertThat(directory.resolve("secret")).doesNotExist();
    }

    @Test
    void withTheEmbeddedDatabaseItIsMadeOnceForThisUserAlone() throws IOException {
        DataDir dataDir = new DataDir(directory.resolve("new"));
        Secret made = MasterSecret.find(null, true, dataDir);
        assertThat(made.value()).hasSizeGreaterThanOrEqualTo(32);
        assertThat(MasterSecret.find(null, true, dataDir)).isEqualTo(made);
        assertThat(Files.getPosixFilePermissions(dataDir.resolve("secret")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void withAnOwnDatabaseItMustBeGiven() {
        assertThatThrownBy(() -> MasterSecret.find(null, false, new DataDir(directory)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("berth.secret")
                .hasMessageContaining("openssl rand");
        assertThat(directory.resolve("secret")).doesNotExist();
    }
}
