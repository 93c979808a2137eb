package io.berth.it.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.Media;
import io.berth.it.image.TestImages;
import io.berth.it.registry.Answer;
import io.berth.it.registry.Challenge;
import io.berth.it.registry.RawConnection;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import io.berth.oci.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clumsy and hostile clients: each gets a clear answer or a closed connection, nothing is kept half, others are served on. */
@ExtendWith(SharedServer.class)
final class LimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private final Project project;
    private final Registry registry;
    private final String app;
    private final TestImages images = new TestImages(700);

    LimitsTest(Installation berth) {
        this.project = berth.newProject();
        this.registry = project.registry();
        this.app = project.repository("app");
    }

    @AfterEach
    void othersAreServedOn() {
        Image image = images.image(1, 5000);
        registry.push(app, "after", image);
        assertThat(registry.pull(app, "after")).isEqualTo(image);
    }

    @Test
    void wrongDigestIsRefusedAndNothingKept() {
        Content said = Content.of(images.bytes(10_000));
        byte[] sent = images.bytes(10_000);

        Answer byPut = registry.send(Request.put(Registry.withDigest(registry.startUpload(app), said.digest()))
                .body(sent));
        Answer byPost = registry.send(
                Request.post(Registry.uploads(app) + "?digest=" + said.digest()).body(sent));

        assertThat(byPut.status()).isEqualTo(400);
        assertThat(byPut.errorCodes()).containsExactly("DIGEST_INVALID");
        assertThat(byPost.status()).isEqualTo(400);
        assertThat(byPost.errorCodes()).containsExactly("DIGEST_INVALID");
        assertThat(registry.hasBlob(app, said.digest())).isFalse();
        assertThat(registry.hasBlob(app, Digest.of(sent))).isFalse();
    }

    @Test
    void manifestUnderAForeignDigestIsRefused() {
        Image image = images.image(1, 100);
        image.blobs().forEach(blob -> registry.pushBlob(app, blob));
        String foreign = Digest.of(images.bytes(10)).toString();

        Answer answer = registry.putManifest(
                app, foreign, image.mediaType(), image.manifest().bytes());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCodes()).containsExactly("DIGEST_INVALID");
        assertThat(registry.manifest(app, image.digest().toString()).status()).isEqualTo(404);
    }

    @Test
    void bodyShorterThanSaidLeavesNoBlob() throws Exception {
        Content blob = Content.of(images.bytes(MIB));
        String location = registry.startUpload(app);
        try (RawConnection connection = RawConnection.to(registry.base())) {
            connection
                    .send(head("PUT", Registry.withDigest(location, blob.digest()), MIB))
                    .send(Arrays.copyOf(blob.bytes(), MIB / 2))
                    .endOutput();

            assertThat(answer(connection)).isBetween(400, 499);
        }
        assertThat(registry.hasBlob(app, blob.digest())).isFalse();
        assertThat(finish(location, blob)).isEqualTo(blob.digest());
    }

    @Test
    void bodyLongerThanItsRangeIsRefused() {
        String location = registry.startUpload(app);

        Answer answer = registry.send(Request.patch(location)
                .header("Content-Type", "application/octet-stream")
                .header("Content-Range", "0-99")
                .body(images.bytes(200)));

        assertThat(answer.status()).isIn(400, 416);
        Content blob = Content.of(images.bytes(1000));
        assertThat(finish(location, blob)).isEqualTo(blob.digest());
    }

    @Test
    void bytesBeyondTheLengthAreNoPartOfTheBlob() throws Exception {
        Content blob = Content.of(images.bytes(1000));
        String location = registry.startUpload(app);
        try (RawConnection connection = RawConnection.to(registry.base())) {
            connection
                    .send(head("PUT", Registry.withDigest(location, blob.digest()), blob.size()))
                    .send(blob.bytes())
                    .send("and this is no request\r\n\r\n");

            assertThat(connection.status(LIMIT)).contains(201);
            assertThat(connection.isClosedWithin(LIMIT)).isTrue();
        }
        assertThat(registry.blob(app, blob.digest())).isEqualTo(blob.bytes());
    }

    @Test
    void uploadThatWasCutGoesOnWhereItsStoredBytesEnd() throws Exception {
        Content blob = Content.of(images.bytes(4 * MIB));
        String location = registry.startUpload(app);
        try (RawConnection connection = RawConnection.to(registry.base())) {
            connection
                    .send(head("PATCH", location, 4 * MIB))
                    .send(Arrays.copyOf(blob.bytes(), 3 * MIB))
                    .cut();
        }
        assertThat(registry.hasBlob(app, blob.digest())).isFalse();
        assertThat(finish(location, blob)).isEqualTo(blob.digest());
        assertThat(registry.blob(app, blob.digest())).isEqualTo(blob.bytes());
    }

    @Test
    void chunkOutOfOrderIsToldWhereToGoOn() {
        String location = registry.startUpload(app);
        String next =
                registry.pushChunk(location, 0, images.bytes(1000)).expect(202).location();

        Answer answer = registry.pushChunk(next, 5000, images.bytes(1000));

        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("Range")).contains("0-999");
        assertThat(answer.header("Location")).isPresent();
    }

    @Test
    void manifestOfMoreThanFourMebibytesIsTooLarge() {
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + Media.OCI_INDEX
                        + "\",\"manifests\":[],\"annotations\":{\"big\":\"" + "x".repeat(4 * MIB) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(registry.putManifest(app, "big", Media.OCI_INDEX, manifest).status())
                .isEqualTo(413);
        assertThat(registry.resolve(app, "big")).isEmpty();
    }

    @Test
    void manifestOfNearlyFourMebibytesIsTaken() {
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + Media.OCI_INDEX
                        + "\",\"manifests\":[],\"annotations\":{\"big\":\"" + "x".repeat(4 * MIB - 1000) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);

        registry.putManifest(app, "big", Media.OCI_INDEX, manifest).expect(201);
        assertThat(registry.manifest(app, "big").expect(200).body()).isEqualTo(manifest);
    }

    @Test
    void deepJsonIsRefusedAsAManifest() {
        int depth = 100_000;
        byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + Media.OCI_INDEX + "\",\"manifests\":[],\"x\":"
                        + "[".repeat(depth) + "]".repeat(depth) + "}")
                .getBytes(StandardCharsets.UTF_8);

        Answer answer = registry.putManifest(app, "deep", Media.OCI_INDEX, manifest);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCodes()).containsExactly("MANIFEST_INVALID");
    }

    @Test
    void longHeadersAndPathsAreRefused() throws Exception {
        for (String request : List.of(
                "GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(200 * KIB) + "\r\n\r\n",
                "GET /v2/" + "x/".repeat(50 * KIB) + "manifests/v1 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v2/" + "x".repeat(3000) + "/manifests/v1 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: x\r\n" + "X-Many: 1\r\n".repeat(100 * KIB) + "\r\n")) {
            try (RawConnection connection = RawConnection.to(registry.base())) {
                sendAsFarAsTaken(connection, request);

                assertThat(answer(connection)).as(request.substring(0, 60)).isBetween(400, 499);
            }
        }
    }

    @Test
    void tooLongOrMalformedNamesAreRefused() {
        Image image = images.image(1, 100);
        image.blobs().forEach(blob -> registry.pushBlob(app, blob));
        for (String tag : List.of("x".repeat(129), ".hidden", "-dash", "a%20b", "a%2Fb")) {
            assertThat(registry.putManifest(
                                    app,
                                    tag,
                                    image.mediaType(),
                                    image.manifest().bytes())
                            .status())
                    .as(tag)
                    .isBetween(400, 404);
        }
        for (String repository : List.of("UPPER", "a//b", "a/../b", "under__" + "x".repeat(300), "%00")) {
            assertThat(registry.send(Request.post("/v2/" + project.name() + "/" + repository + "/blobs/uploads/"))
                            .status())
                    .as(repository)
                    .isBetween(400, 404);
        }
        assertThat(registry.send(Request.get("/v2/" + app + "/blobs/sha256:" + "z".repeat(64)))
                        .status())
                .isIn(400, 404);
    }

    /** Bodies that name lengths or encodings in two ways are how requests are smuggled past a proxy (RFC 9112 §11.2). */
    @Test
    void ambiguousFramingIsRefused() throws Exception {
        for (String framing : List.of(
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "Content-Length: -5\r\n\r\nhello",
                "Content-Length: five\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\nnothex\r\nhello\r\n0\r\n\r\n")) {
            try (RawConnection connection = RawConnection.to(registry.base())) {
                connection.send("PATCH " + registry.startUpload(app) + " HTTP/1.1\r\nHost: x\r\n" + token() + framing);

                assertThat(answer(connection)).as(framing).isBetween(400, 499);
            }
        }
    }

    @Test
    void slowHeadersHoldNobodyUpAndAreCutOffInTheEnd() throws Exception {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                slow.add(RawConnection.to(registry.base()).send("GET /v2/ HTTP/1.1\r\nHost: x\r\nX-Slow: "));
            }
            Image image = images.image(1, 5000);
            registry.push(app, "meanwhile", image);
            assertThat(registry.pull(app, "meanwhile")).isEqualTo(image);
            if (Form.isLong()) {
                assertThat(slow.getLast().isClosedWithin(Duration.ofMinutes(3))).isTrue();
            }
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
    }

    @Test
    void slowButLivingUploadIsTaken() throws Exception {
        int pieces = Form.of(10, 100);
        Content blob = Content.of(images.bytes(pieces * KIB));
        try (RawConnection connection = RawConnection.to(registry.base())) {
            connection.send(head("PUT", Registry.withDigest(registry.startUpload(app), blob.digest()), blob.size()));
            for (int i = 0; i < pieces; i++) {
                connection.send(Arrays.copyOfRange(blob.bytes(), i * KIB, (i + 1) * KIB));
                Thread.sleep(Form.of(200, 2000));
            }
            assertThat(connection.status(LIMIT)).contains(201);
        }
        assertThat(registry.blob(app, blob.digest())).isEqualTo(blob.bytes());
    }

    /** Asks where the upload stands, as a client does after its connection broke, and sends the rest. */
    private Digest finish(String location, Content blob) {
        Answer status = registry.send(Request.get(location)).expect(204);
        String range = status.header("Range").orElse("0-0");
        int stored = Integer.parseInt(range.substring(range.indexOf('-') + 1));
        int offset = stored == 0 ? 0 : stored + 1;
        assertThat(offset).isLessThanOrEqualTo(blob.size());
        if (offset == 0) {
            return registry.close(status.header("Location").orElse(location), blob.digest(), blob.bytes());
        }
        String end = registry.pushChunk(
                        status.header("Location").orElse(location),
                        offset,
                        Arrays.copyOfRange(blob.bytes(), offset, blob.size()))
                .expect(202)
                .location();
        return registry.close(end, blob.digest(), new byte[0]);
    }

    private String head(String method, String location, int length) {
        URI url = URI.create(location);
        return method + " " + url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery())
                + " HTTP/1.1\r\nHost: " + registry.base().getAuthority() + "\r\n" + token()
                + "Content-Type: application/octet-stream\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** The Authorization header line that lets the owner push. */
    private String token() {
        Answer refused = registry.sendBare(Request.post(Registry.uploads(app))).expect(401);
        boolean isBearer = Challenge.of(refused).orElseThrow().scheme().equals("bearer");
        if (!isBearer) {
            return "Authorization: " + project.owner().header() + "\r\n";
        }
        Answer token = registry.sendBare(
                        Request.get("/service/token?service=harbor-registry&scope=repository:" + app + ":pull,push")
                                .header("Authorization", project.owner().header()))
                .expect(200);
        return "Authorization: Bearer " + token.json().path("token").asText() + "\r\n";
    }

    /**
     * The status of the answer. A closed connection counts as 400: what the server said is lost behind the reset when it
     * closes while more is on its way.
     */
    private static int answer(RawConnection connection) throws IOException {
        return connection.status(LIMIT).orElse(400);
    }

    private static void sendAsFarAsTaken(RawConnection connection, String request) {
        try {
            connection.send(request);
        } catch (IOException e) {
            // The server has answered and closed before it had read all of it.
        }
    }
}
