package io.berth.gc;

import static io.berth.content.TestContent.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.content.ContentConfig;
import io.berth.content.TestContent;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GcLoopTest {
    @Test
    void itTurnsTwiceInALeaseTimeWithinItsBounds() {
        assertThat(GcLoop.interval(Duration.ofHours(24))).isEqualTo(Duration.ofMinutes(10));
        assertThat(GcLoop.interval(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(30));
        assertThat(GcLoop.interval(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void itCollectsAndSweepsByItself(@TempDir Path directory) throws Exception {
        ContentConfig hasty = new ContentConfig(
                Duration.ofMillis(200), Duration.ofMillis(200), Duration.ZERO, Duration.ofDays(7), 100);
        try (TestContent content = TestContent.first(TestDatabase.createConfig(), directory, hasty);
                GarbageCollection gc = new GarbageCollection(
                        content.db, content.collector, content.sweeper, content.replica.id(), Clock.systemUTC());
                GcLoop loop = new GcLoop(gc, hasty.leaseTime(), new SplittableRandom(1))) {
            loop.start();
            Digest blob = content.push(APP, "never used");
            while (!content.state(blob).equals("gone")) {
                Thread.sleep(20);
            }
            assertThat(content.blobs.find(APP, blob)).isEmpty();
        }
    }
}
