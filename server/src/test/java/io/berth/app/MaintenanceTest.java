package io.berth.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cli.Operations;
import io.berth.cli.Overrides;
import io.berth.content.TestContent;
import io.berth.db.DbConfig;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.storage.ObjectKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands beside a process that works on the same data. */
final class MaintenanceTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> settings = new HashMap<>();

    private final ServerOperations operations =
            new ServerOperations(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));

    private TestContent server;

    @BeforeEach
    void start() {
        DbConfig database = TestDatabase.createConfig();
        Path storage = directory.resolve("storage");
        server = TestContent.first(database, storage, TestContent.CONFIG);
        settings.put("berth.db.url", Objects.requireNonNull(database.url()));
        settings.put("berth.db.username", Objects.requireNonNull(database.username()));
        settings.put(
                "berth.db.password", Objects.requireNonNull(database.password()).value());
        settings.put("berth.storage.filesystem.root", storage.toString());
        settings.put("berth.data-dir", directory.resolve("unused").toString());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void gcShowsWhatWhyAndHowMuchAndADryRunChangesNothing() throws IOException {
        Digest blob = server.push(TestContent.APP, "rubbish");
        server.later(Duration.ofHours(25));
        assertThat(operations.collect(overrides(), new Operations.Collection(true, false, true)))
                .isZero();
        assertThat(out.toString()).isEqualTo("preview " + blob + " 7 unreferenced\n");
        assertThat(operations.collect(overrides(), new Operations.Collection(false, false, true)))
                .isZero();
        assertThat(out.toString()).contains("condemned " + blob + " 7 unreferenced");
        assertThat(err.toString()).contains("gave up 1 blobs");
    }

    @Test
    void restoreBringsAnArtifactBackWithItsTag() throws IOException {
        Digest image = server.image(TestContent.APP, "v1", server.push(TestContent.APP, "layer"));
        server.manifests.delete(TestContent.APP, image);
        assertThat(operations.restore(overrides(), "lib/app@" + image)).isZero();
        assertThat(out.toString()).isEqualTo("restored lib/app@" + image + "\ntag v1 points at it again\n");
        assertThat(server.manifest(TestContent.APP, image)).isPresent();
    }

    @Test
    void whatCannotBeRestoredIsSaidInWords() {
        assertThat(operations.restore(overrides(), "lib/app:v1")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("berth: name it as repository@digest")
                .doesNotContain("\tat ");
        assertThat(operations.restore(overrides(), "lib/app@" + Digest.of(new byte[1])))
                .isEqualTo(1);
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void fsckIsCleanUntilAByteIsWrong() throws IOException {
        Digest blob = server.push(TestContent.APP, "layer");
        assertThat(operations.fsck(overrides())).isZero();
        assertThat(out.toString()).contains("1 blobs with 5 bytes, 0 manifests, 1 keys: clean");
        Path file = server.storage.localFile(ObjectKeys.layoutKey(blob)).orElseThrow();
        file.toFile().setWritable(true);
        Files.writeString(file, "lawyr");
        assertThat(operations.fsck(overrides())).isEqualTo(1);
        assertThat(out.toString()).contains("WRONG_DIGEST " + blob, "1 problems");
    }

    @Test
    void orphansAreListedAndDeletedOnlyWhenOldEnough() throws IOException {
        server.storage.put(ObjectKeys.layoutKey(Digest.of(new byte[3])), ByteBuffer.wrap(new byte[3]));
        assertThat(operations.orphans(overrides(), null)).isZero();
        assertThat(out.toString()).contains(Digest.of(new byte[3]).hex());
        assertThat(err.toString()).isEqualTo("1 orphans\n");
        assertThat(operations.orphans(overrides(), "7d")).isZero();
        assertThat(err.toString()).contains("0 of them");
        assertThat(operations.orphans(overrides(), "0s")).isZero();
        assertThat(err.toString()).contains("1 of them");
        assertThat(operations.orphans(overrides(), "soon")).isEqualTo(1);
    }

    private Overrides overrides() {
        return new Overrides(null, settings);
    }
}
