package io.berth.it.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.Image;
import io.berth.it.image.TestImages;
import io.berth.it.process.Scratch;
import io.berth.it.server.BerthServer;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that is killed at random moments keeps every push that it acknowledged, and nothing else is broken. */
final class KillTest {
    private static final int PUSHERS = 4;
    private static final Duration FIRST_PUSH = Duration.ofMinutes(1);
    private static final Duration FSCK_LIMIT = Duration.ofMinutes(5);

    @Test
    void acknowledgedPushesSurviveKillsInMidPush() throws Exception {
        long seed = Long.getLong("berth.seed", System.nanoTime());
        System.out.println("kill -9 in mid-push: -Dberth.seed=" + seed);
        Random random = new Random(seed);
        try (Scratch scratch = Scratch.create("berth-kill");
                BerthServer server =
                        BerthServer.in(scratch.path().resolve("data")).start()) {
            Project project = Installation.of(server).newProject();
            Map<String, Image> all = new HashMap<>();
            AtomicInteger number = new AtomicInteger();
            int kills = Form.of(3, 20);
            for (int kill = 0; kill < kills; kill++) {
                Map<String, Image> acknowledged = pushUntilKilled(server, project, number, random);
                server.start();
                verify(project, acknowledged);
                all.putAll(acknowledged);
            }
            verify(project, all);
            System.out.println("kill -9 in mid-push: " + kills + " kills, " + number + " pushes begun, " + all.size()
                    + " acknowledged, 0 lost");
            assertThat(all).hasSizeGreaterThanOrEqualTo(kills);
            server.stop();
            System.out.println(server.command(FSCK_LIMIT, "fsck").succeeded());
        }
    }

    private static void verify(Project project, Map<String, Image> acknowledged) {
        acknowledged.forEach((tag, image) -> assertThat(project.registry().pull(project.repository("app"), tag))
                .as(tag)
                .isEqualTo(image));
    }

    /** Lets clients push and kills the server in the midst of it; what it had acknowledged by then, by tag. */
    private static Map<String, Image> pushUntilKilled(
            BerthServer server, Project project, AtomicInteger number, Random random) throws Exception {
        Map<String, Image> acknowledged = new ConcurrentHashMap<>();
        boolean withDatabase = random.nextInt(4) == 0;
        Duration after = Duration.ofMillis(random.nextInt(2500));
        try (Crew crew = new Crew()) {
            for (int i = 0; i < PUSHERS; i++) {
                crew.add(() -> {
                    int next = number.incrementAndGet();
                    String tag = "t" + next;
                    Image image = new TestImages(next).image(2, 1000 + next % 7 * 100_000);
                    try {
                        project.registry().push(project.repository("app"), tag, image);
                        acknowledged.put(tag, image);
                    } catch (UncheckedIOException e) {
                        // The server died under it: nothing was promised.
                    }
                });
            }
            crew.runUntil(() -> !acknowledged.isEmpty(), FIRST_PUSH).runFor(after);
            if (withDatabase) {
                server.killWithDatabase();
            } else {
                server.kill();
            }
            crew.join();
        }
        return acknowledged;
    }
}
