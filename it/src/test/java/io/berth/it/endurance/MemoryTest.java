package io.berth.it.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.Image;
import io.berth.it.image.TestImages;
import io.berth.it.process.Memory;
import io.berth.it.process.Scratch;
import io.berth.it.registry.RawConnection;
import io.berth.it.registry.Registry;
import io.berth.it.server.BerthServer;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.oci.Algorithm;
import io.berth.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The process at -Xmx256m stays within 350 MiB whatever passes through it (P10). */
final class MemoryTest {
    private static final long MIB = 1 << 20;
    private static final long LIMIT = 350 * MIB;

    @Test
    void hugeBlobPassesThroughASmallProcess() throws Exception {
        try (Scratch scratch = Scratch.create("berth-huge");
                BerthServer server =
                        BerthServer.in(scratch.path().resolve("data")).start()) {
            System.out.println("ready: " + server.memory());
            Project project = Installation.of(server).newProject();
            String app = project.repository("huge");
            long length = Form.of(1024 * MIB, 20 * 1024 * MIB);

            Digest digest = project.registry().pushBlobStreamed(app, new LongBytes(1, length));
            System.out.println((length >> 30) + " GiB pushed: " + server.memory());
            assertThat(pulled(project.registry(), app, digest)).isEqualTo(length);

            report((length >> 30) + " GiB pushed and pulled", server.memory());
        }
    }

    @Test
    void sixteenBlobsAtOncePassThroughASmallProcess() throws Exception {
        try (Scratch scratch = Scratch.create("berth-sixteen");
                BerthServer server =
                        BerthServer.in(scratch.path().resolve("data")).start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Project project = Installation.of(server).newProject();
            String app = project.repository("sixteen");
            long length = Form.of(48 * MIB, 1024 * MIB);

            List<Future<Long>> blobs = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int seed = i;
                blobs.add(threads.submit(() -> {
                    Registry registry = project.registry().as(project.owner());
                    Digest digest = registry.pushBlobStreamed(app, new LongBytes(seed, length));
                    return pulled(registry, app, digest);
                }));
            }
            for (Future<Long> blob : blobs) {
                assertThat(blob.get()).isEqualTo(length);
            }

            report("16 blobs of " + length / MIB + " MiB at once", server.memory());
        }
    }

    @Test
    void idleConnectionsCostLittleAndHoldNobodyUp() throws Exception {
        List<RawConnection> idle = new ArrayList<>();
        try (Scratch scratch = Scratch.create("berth-idle");
                BerthServer server =
                        BerthServer.in(scratch.path().resolve("data")).start()) {
            Project project = Installation.of(server).newProject();
            int count = Form.of(500, 10_000);
            for (int i = 0; i < count; i++) {
                RawConnection connection = RawConnection.to(server.url());
                idle.add(connection);
                if (i % 2 == 0) {
                    // Half of them have asked something and stay open as kept connections do.
                    connection.send("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n");
                    assertThat(connection.status(Duration.ofSeconds(30))).contains(401);
                }
            }
            Image image = new TestImages(800).image(2, 100_000);
            project.registry().push(project.repository("app"), "v1", image);
            assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(image);

            report(count + " idle connections", server.memory());
        } finally {
            for (RawConnection connection : idle) {
                connection.close();
            }
        }
    }

    private static void report(String what, Memory memory) {
        System.out.println(what + ": " + memory);
        assertThat(memory.peak()).as(what).isLessThanOrEqualTo(LIMIT);
    }

    /** Pulls a blob without keeping it; its length, when its bytes had the digest. */
    private static long pulled(Registry registry, String repository, Digest digest) throws IOException {
        try (InputStream body = registry.open(Registry.blobPath(repository, digest));
                DigestInputStream hashed = new DigestInputStream(body, Algorithm.SHA256.start())) {
            long length = hashed.transferTo(OutputStream.nullOutputStream());
            assertThat(Digest.of(Algorithm.SHA256, hashed.getMessageDigest().digest()))
                    .isEqualTo(digest);
            return length;
        }
    }
}
