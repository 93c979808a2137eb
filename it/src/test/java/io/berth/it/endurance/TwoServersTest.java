package io.berth.it.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.TestImages;
import io.berth.it.process.Scratch;
import io.berth.it.registry.Answer;
import io.berth.it.registry.RawConnection;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import io.berth.it.server.BerthServer;
import io.berth.it.server.Installation;
import io.berth.it.server.Postgres;
import io.berth.it.server.Project;
import io.berth.oci.Digest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two servers on one database and one directory are one registry (P1, P2, P6). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TwoServersTest {
    private static final int MIB = 1 << 20;
    private final Scratch scratch = Scratch.create("berth-two");
    private final Postgres postgres = Postgres.start();
    private final BerthServer first;
    private final BerthServer second;
    private final Project project;
    private final Registry atFirst;
    private final Registry atSecond;

    TwoServersTest() {
        Postgres.Database database = postgres.create("berth");
        first = server("first", database);
        second = server("second", database);
        project = Installation.of(first).newProject();
        atFirst = project.registry();
        atSecond = atFirst.at(second.url());
    }

    private BerthServer server(String name, Postgres.Database database) {
        return BerthServer.in(scratch.path().resolve(name))
                .on(database)
                .with(
                        "BERTH_STORAGE_FILESYSTEM_ROOT",
                        scratch.path().resolve("store").toString())
                .start();
    }

    @AfterAll
    void stopAll() {
        second.close();
        first.close();
        postgres.close();
        scratch.close();
    }

    @Test
    void whatOneAcknowledgesTheOtherShowsAtOnce() {
        String app = project.repository("at-once");
        for (int i = 0; i < 30; i++) {
            Image image = new TestImages(1000 + i).image(2, 2000);
            Registry here = i % 2 == 0 ? atFirst : atSecond;
            Registry there = i % 2 == 0 ? atSecond : atFirst;

            here.push(app, "v1", image);
            assertThat(there.pull(app, "v1")).isEqualTo(image);

            here.send(Request.delete(Registry.manifestPath(app, image.digest().toString())))
                    .expect(202);
            assertThat(there.resolve(app, "v1")).isEmpty();
            assertThat(there.manifest(app, image.digest().toString()).status()).isEqualTo(404);
        }
    }

    @Test
    void ofTwoChunksAtOneOffsetExactlyOneIsTaken() {
        TestImages images = new TestImages(1100);
        for (int round = 0; round < Form.of(15, 100); round++) {
            String location = path(atFirst.startUpload(project.repository("race")));
            byte[] one = images.bytes(MIB);
            byte[] other = images.bytes(MIB);

            List<Answer> answers = Together.call(
                    () -> atFirst.pushChunk(location, 0, one), () -> atSecond.pushChunk(location, 0, other));

            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(202, 416);
            Content taken = Content.of(answers.getFirst().status() == 202 ? one : other);
            String next =
                    path(answers.get(answers.getFirst().status() == 202 ? 0 : 1).location());
            atSecond.close(next, taken.digest(), new byte[0]);
            assertThat(atFirst.blob(project.repository("race"), taken.digest())).isEqualTo(taken.bytes());
        }
    }

    @Test
    void oneBlobPushedAtBothIsTakenByBoth() {
        TestImages images = new TestImages(1200);
        for (int round = 0; round < Form.of(15, 100); round++) {
            Content blob = Content.of(images.bytes(100_000));
            String here = project.repository("blob-a");
            String there = project.repository("blob-b");

            Together.call(() -> atFirst.pushBlob(here, blob), () -> atSecond.pushBlob(there, blob));

            assertThat(atSecond.blob(here, blob.digest())).isEqualTo(blob.bytes());
            assertThat(atFirst.blob(there, blob.digest())).isEqualTo(blob.bytes());
        }
    }

    @Test
    void oneManifestPushedAtBothIsOneManifest() {
        String app = project.repository("manifest");
        for (int round = 0; round < Form.of(15, 100); round++) {
            Image image = new TestImages(1300 + round).image(1, 1000);

            Together.call(
                    () -> {
                        atFirst.push(app, "a", image);
                        return true;
                    },
                    () -> {
                        atSecond.push(app, "b", image);
                        return true;
                    });

            assertThat(atFirst.resolve(app, "b")).contains(image.digest());
            assertThat(atSecond.resolve(app, "a")).contains(image.digest());
        }
    }

    @Test
    void tagIsALinearizableRegister() throws Exception {
        String app = project.repository("register");
        List<Image> values = new ArrayList<>();
        for (int i = 0; i < Form.of(400, 4000); i++) {
            Image image = TestImages.of("value " + i, List.of(Content.of(new byte[] {1})));
            atFirst.push(app, image.digest().toString(), image);
            values.add(image);
        }
        RegisterHistory history = new RegisterHistory();
        history.initially("none");
        AtomicInteger next = new AtomicInteger();
        try (Crew crew = new Crew()) {
            for (Registry registry : List.of(atFirst, atSecond, atFirst, atSecond)) {
                crew.add(() -> {
                    int number = next.getAndIncrement();
                    if (number < values.size()) {
                        write(registry, app, values.get(number), history);
                    }
                });
                crew.add(() -> {
                    long start = System.nanoTime();
                    Optional<Digest> seen = registry.resolve(app, "tag");
                    history.read(seen.map(Digest::toString).orElse("none"), start, System.nanoTime());
                });
            }
            crew.runUntil(() -> next.get() >= values.size(), Duration.ofMinutes(5))
                    .join();
        }

        System.out.println("tag as a register: " + history.size() + " operations at two servers");
        assertThat(history.violations()).isEmpty();
    }

    private static void write(Registry registry, String repository, Image image, RegisterHistory history) {
        long start = System.nanoTime();
        registry.putManifest(
                        repository, "tag", image.mediaType(), image.manifest().bytes())
                .expect(201);
        history.wrote(image.digest().toString(), start, System.nanoTime());
    }

    @Test
    void uploadGoesOnAtTheOtherServerWhenItsOwnIsKilled() throws Exception {
        String app = project.repository("takeover");
        Content blob = Content.of(new TestImages(1400).bytes(24 * MIB));
        String location = path(atFirst.startUpload(app));
        location = path(atFirst.pushChunk(location, 0, Arrays.copyOf(blob.bytes(), 8 * MIB))
                .expect(202)
                .location());
        String token = tokenFor(app);
        try (RawConnection dying = RawConnection.to(first.url())) {
            dying.send("PATCH " + location + " HTTP/1.1\r\nHost: " + first.address() + "\r\n" + token
                            + "Content-Type: application/octet-stream\r\nContent-Range: " + 8 * MIB + "-"
                            + (24 * MIB - 1) + "\r\nContent-Length: " + 16 * MIB + "\r\n\r\n")
                    .send(Arrays.copyOfRange(blob.bytes(), 8 * MIB, 15 * MIB));
            first.kill();
        }

        try {
            Answer status = atSecond.send(Request.get(location)).expect(204);
            int offset = Integer.parseInt(status.header("Range").orElseThrow().split("-")[1]) + 1;
            assertThat(offset).isBetween(8 * MIB, 15 * MIB);
            String here = status.header("Location").map(TwoServersTest::path).orElse(location);
            String end = path(atSecond.pushChunk(here, offset, Arrays.copyOfRange(blob.bytes(), offset, 24 * MIB))
                    .expect(202)
                    .location());
            atSecond.close(end, blob.digest(), new byte[0]);
            assertThat(atSecond.blob(app, blob.digest())).isEqualTo(blob.bytes());
        } finally {
            first.start();
        }
        assertThat(atFirst.blob(app, blob.digest())).isEqualTo(blob.bytes());
    }

    @Test
    void killedServerLeavesTheOtherServing() {
        String app = project.repository("survivor");
        Image image = new TestImages(1500).index("amd64", "arm64");
        atFirst.push(app, "v1", image);

        first.kill();
        try {
            assertThat(atSecond.pull(app, "v1")).isEqualTo(image);
            atSecond.push(app, "v2", new TestImages(1501).image(2, 5000));
        } finally {
            first.start();
        }

        assertThat(atFirst.resolve(app, "v2")).isPresent();
    }

    /** The Authorization header line that lets the owner push to a repository. */
    private String tokenFor(String repository) {
        Answer token = atFirst.send(Request.get(
                                "/service/token?service=harbor-registry&scope=repository:" + repository + ":pull,push")
                        .header("Authorization", project.owner().header()))
                .expect(200);
        return "Authorization: Bearer " + token.json().path("token").asText() + "\r\n";
    }

    /** The path and query of a Location, which may name the server that gave it. */
    private static String path(String location) {
        URI url = URI.create(location);
        return url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    }
}
