package io.berth.it.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.Content;
import io.berth.it.image.TestImages;
import io.berth.it.process.Scratch;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import io.berth.it.server.BerthServer;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The collector runs beside pushes without rest, and takes nothing that a client was promised. */
final class CollectorSoakTest {
    private static final int PUSHERS = 6;
    private static final Duration FSCK_LIMIT = Duration.ofMinutes(5);

    @Test
    void nothingAcknowledgedIsLostUnderWindowsOfTwoSeconds() throws Exception {
        try (Scratch scratch = Scratch.create("berth-soak");
                BerthServer server = withStore(scratch)
                        .with("BERTH_GC_LEASE_TIME", "2s")
                        .with("BERTH_GC_UNDELETE_WINDOW", "2s")
                        .with("BERTH_GC_PITR_WINDOW", "1s")
                        .start()) {
            Result result = soak(server, scratch, Form.of(Duration.ofSeconds(40), Duration.ofMinutes(10)));

            System.out.println("collector beside pushes, windows of 2 s: " + result);
            assertThat(result.swept()).isGreaterThanOrEqualTo(Form.of(10, 1000));
            assertThat(result.pushes()).isGreaterThanOrEqualTo(Form.of(20, 2000));
            server.stop();
            server.command(FSCK_LIMIT, "fsck").succeeded();
        }
    }

    @Test
    void noPushIsRefusedUnderTheDefaultLease() throws Exception {
        try (Scratch scratch = Scratch.create("berth-soak");
                BerthServer server = withStore(scratch).start()) {
            Result result = soak(server, scratch, Form.of(Duration.ofSeconds(15), Duration.ofMinutes(5)));

            System.out.println("collector beside pushes, default lease: " + result);
            assertThat(result.refusals()).isZero();
            assertThat(result.pushes()).isGreaterThanOrEqualTo(Form.of(10, 1000));
        }
    }

    private static BerthServer.Preparation withStore(Scratch scratch) {
        return BerthServer.in(scratch.path().resolve("data"))
                .with(
                        "BERTH_STORAGE_FILESYSTEM_ROOT",
                        scratch.path().resolve("store").toString());
    }

    /** What happened; {@code swept} counts objects that were seen in the store and went. */
    private record Result(int pushes, int deletes, int refusals, int swept, int kept, int collections) {}

    private static Result soak(BerthServer server, Scratch scratch, Duration time) throws Exception {
        Installation berth = Installation.of(server);
        Project project = berth.newProject();
        Pusher.Pool pool = Pusher.Pool.of(layers(Form.of(1500, 4000)), Form.of(1000, 4000), 1);
        List<Pusher> pushers = pushers(project, pool);
        StoredBlobs stored = new StoredBlobs(scratch.path().resolve("store"));
        List<Integer> collections = new ArrayList<>();
        try (Crew crew = new Crew()) {
            pushers.forEach(pusher -> crew.add(pusher::step));
            crew.add(() -> {
                stored.look();
                Thread.sleep(500);
            });
            crew.add(() -> {
                collections.add(collect(berth.admin()));
                Thread.sleep(300);
            });
            crew.runFor(time).join();
        }
        pushers.forEach(Pusher::verify);
        return new Result(
                pushers.stream().mapToInt(Pusher::pushes).sum(),
                pushers.stream().mapToInt(Pusher::deletes).sum(),
                pushers.stream().mapToInt(Pusher::refusals).sum(),
                stored.gone(),
                pushers.stream().mapToInt(Pusher::acknowledged).sum(),
                (int) collections.stream().filter(status -> status == 201).count());
    }

    private static List<Pusher> pushers(Project project, Pusher.Pool pool) {
        List<String> repositories = new ArrayList<>();
        for (int i = 0; i < PUSHERS; i++) {
            repositories.add(project.repository("soak" + i));
        }
        List<Pusher> pushers = new ArrayList<>();
        for (int i = 0; i < PUSHERS; i++) {
            pushers.add(new Pusher(project.registry(), repositories.get(i), repositories, pool, i));
        }
        return pushers;
    }

    private static List<Content> layers(int count) {
        TestImages images = new TestImages(7);
        List<Content> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            layers.add(Content.of(images.bytes(200 + i % 4000)));
        }
        return layers;
    }

    /** Starts a collection by Harbor's API; one that runs already is good, too. */
    private static int collect(Registry admin) {
        return admin.send(Request.post("/api/v2.0/system/gc/schedule").json("""
                                {"schedule":{"type":"Manual"}}"""))
                .expect(201, 409, 412)
                .status();
    }
}
