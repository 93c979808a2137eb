package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.TestImages;
import io.berth.it.registry.Answer;
import io.berth.it.registry.Credentials;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import io.berth.oci.Digest;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the specification offers and the installed clients use rarely or not at all. */
@ExtendWith(SharedServer.class)
final class PlainClientTest {
    private final Installation berth;
    private final Project project;
    private final Registry registry;
    private final String app;
    private final TestImages images = new TestImages(1700);

    PlainClientTest(Installation berth) {
        this.berth = berth;
        this.project = berth.newProject();
        this.registry = project.registry();
        this.app = project.repository("app");
    }

    @Test
    void everyWayToUploadGivesTheSameBlob() {
        Content one = Content.of(images.bytes(300_000));
        Content two = Content.of(images.bytes(300_000));
        Content three = Content.of(images.bytes(300_000));
        Content four = Content.of(images.bytes(300_001));

        registry.pushBlob(app, one);
        registry.pushBlobAtOnce(app, two);
        Digest streamed = registry.pushBlobStreamed(app, new ByteArrayInputStream(three.bytes()));
        registry.pushBlobInChunks(app, four, 65_536);

        assertThat(streamed).isEqualTo(three.digest());
        for (Content blob : new Content[] {one, two, three, four}) {
            assertThat(registry.blob(app, blob.digest())).isEqualTo(blob.bytes());
        }
    }

    @Test
    void partsOfABlobAreServedByRange() {
        Content blob = Content.of(images.bytes(100_000));
        registry.pushBlob(app, blob);
        String path = Registry.blobPath(app, blob.digest());

        Answer middle = registry.send(Request.get(path).header("Range", "bytes=1000-1999"));
        Answer tail = registry.send(Request.get(path).header("Range", "bytes=-10"));
        Answer beyond = registry.send(Request.get(path).header("Range", "bytes=100000-"));

        assertThat(middle.status()).isEqualTo(206);
        assertThat(middle.header("Content-Range")).contains("bytes 1000-1999/100000");
        assertThat(middle.body()).isEqualTo(Arrays.copyOfRange(blob.bytes(), 1000, 2000));
        assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(blob.bytes(), 99_990, 100_000));
        assertThat(beyond.status()).isEqualTo(416);
    }

    @Test
    void blobIsMountedOnlyFromWhereTheCallerMayPull() {
        Content blob = Content.of(images.bytes(1000));
        registry.pushBlob(app, blob);
        Project other = berth.newProject();
        String target = other.repository("app");
        String mount = Registry.uploads(target) + "?mount=" + blob.digest() + "&from=" + app;

        Answer byStranger = other.registry().send(Request.post(mount));
        assertThat(byStranger.status()).isIn(202, 401, 403);
        assertThat(other.registry().hasBlob(target, blob.digest())).isFalse();

        Answer inside = registry.send(
                Request.post(Registry.uploads(project.repository("two")) + "?mount=" + blob.digest() + "&from=" + app));
        assertThat(inside.status()).isEqualTo(201);
        assertThat(registry.blob(project.repository("two"), blob.digest())).isEqualTo(blob.bytes());
    }

    /** As in Harbor: a child without a tag of its own belongs to its index. */
    @Test
    void childOfAnIndexIsDeletedWithItAndNotBefore() {
        Image index = images.index("amd64", "arm64");
        registry.push(app, "v1", index);
        String child = index.children().getFirst().digest().toString();

        assertThat(registry.send(Request.delete(Registry.manifestPath(app, child)))
                        .status())
                .isEqualTo(412);
        registry.send(Request.delete(Registry.manifestPath(app, index.digest().toString())))
                .expect(202);
        assertThat(registry.manifest(app, child).status()).isEqualTo(404);
    }

    @Test
    void everythingTellsAStrangerNothing() {
        Image image = images.image(1, 1000);
        registry.push(app, "v1", image);
        for (Registry caller : new Registry[] {registry.as(berth.newUser()), registry.as(Credentials.ANONYMOUS)}) {
            for (String path : new String[] {
                "/v2/" + app + "/manifests/v1",
                "/v2/" + app + "/manifests/nope",
                Registry.blobPath(app, image.blobs().getFirst().digest()),
                "/v2/" + app + "/tags/list",
                "/v2/" + app + "/referrers/" + image.digest(),
                "/v2/_catalog"
            }) {
                assertThat(caller.send(Request.get(path)).status()).as(path).isIn(401, 403);
            }
            assertThat(caller.send(Request.post(Registry.uploads(app))).status())
                    .isIn(401, 403);
            assertThat(caller.send(Request.delete(Registry.manifestPath(app, "v1")))
                            .status())
                    .isIn(401, 403);
        }
        assertThat(registry.pull(app, "v1")).isEqualTo(image);
    }
}
