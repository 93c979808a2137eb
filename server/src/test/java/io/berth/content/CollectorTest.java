package io.berth.content;

import static io.berth.content.TestContent.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CollectorTest {
    private static final Duration A_DAY = Duration.ofHours(25);

    private TestContent content;

    @BeforeEach
    void open(@TempDir Path directory) {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void aBlobThatWasNeverUsedGoesWhenItsLeaseEnds() throws IOException {
        Digest blob = content.push(APP, "never used");
        assertThat(content.collect()).isZero();
        content.later(A_DAY);
        assertThat(content.collect()).isEqualTo(1);
        assertThat(content.state(blob)).isEqualTo("condemned");
        assertThat(content.sweep()).isEmpty();
        content.later(Duration.ofHours(3));
        assertThat(content.sweep())
                .containsExactly(new Swept(blob, io.berth.storage.ObjectKeys.layoutKey(blob), 10, "unreferenced"));
        assertThat(content.state(blob)).isEqualTo("gone");
        assertThat(content.storage.length(io.berth.storage.ObjectKeys.layoutKey(blob)))
                .isEmpty();
    }

    @Test
    void aBlobOfALiveImageStaysWhenItsLeaseEnds() throws IOException {
        Digest blob = content.push(APP, "used");
        content.image(APP, "v1", blob);
        content.later(A_DAY);
        assertThat(content.collect()).isZero();
        assertThat(content.count("SELECT count(*) FROM blob_lease")).isZero();
        assertThat(content.read(APP, blob)).hasValue(TestContent.bytes("used"));
    }
}
