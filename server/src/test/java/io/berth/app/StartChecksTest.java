package io.berth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.cli.Overrides;
import io.berth.config.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartChecksTest {
    @TempDir
    private Path directory;

    @Test
    void nothingIsInTheWayOfTheDefaultsAndNothingIsMade() {
        assertThatCode(() -> StartChecks.run(settings())).doesNotThrowAnyException();
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void everythingInTheWayIsNamedAtOnce() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "no certificate, no key");
        assertThatThrownBy(() -> StartChecks.run(settings(
                        "berth.http.tls-cert", file.toString(),
                        "berth.http.tls-key", file.toString(),
                        "berth.data-dir", file.toString(),
                        "berth.storage.filesystem.root", file.resolve("below").toString(),
                        "berth.db.url", "jdbc:postgresql://127.0.0.1:1/berth")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("berth.http.tls-cert: ")
                .hasMessageContaining("berth.data-dir: ")
                .hasMessageContaining("berth.storage.filesystem.root: ")
                .hasMessageContaining("berth.secret (BERTH_SECRET) must be set")
                .hasMessageContaining("the database at jdbc:postgresql://127.0.0.1:1/berth cannot be used");
    }

    @Test
    void aMissingCertificateIsNamed() {
        assertThatThrownBy(() -> StartChecks.run(settings(
                        "berth.http.tls-cert", directory.resolve("none.crt").toString(),
                        "berth.http.tls-key", directory.resolve("none.key").toString())))
                .hasMessageContaining("none.crt cannot be read")
                .hasMessageContaining("none.key cannot be read");
    }

    private Settings settings(String... values) {
        Map<String, String> settings = new HashMap<>();
        settings.put("berth.data-dir", directory.resolve("data").toString());
        for (int i = 0; i < values.length; i += 2) {
            settings.put(values[i], values[i + 1]);
        }
        return Settings.resolve(new Overrides(null, settings), Map.of());
    }
}
