package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.Layout;
import io.berth.it.image.TestImages;
import io.berth.it.process.Program;
import io.berth.it.registry.Credentials;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import io.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedServer.class)
final class CraneTest {
    private final Installation berth;
    private final Project project;
    private final Path work;
    private final Tool crane;

    CraneTest(Installation berth, @TempDir Path work) {
        this.berth = berth;
        this.work = work;
        this.project = berth.newProject();
        this.crane = loggedIn(project.owner(), "owner");
    }

    private Tool loggedIn(Credentials.Basic user, String home) {
        Tool tool = Tool.require("crane", "crane", work.resolve(home));
        tool.run("auth", "login", berth.address(), "-u", user.user(), "-p", user.password())
                .succeeded();
        return tool;
    }

    @Test
    void multiArchIndexGoesInAndOutByteExact() throws Exception {
        Image index = new TestImages(101).index("amd64", "arm64", "s390x");
        Layout.write(work.resolve("in"), "v1", index);

        String pushed =
                crane.run("push", path("in"), project.reference("app:v1")).succeeded();
        assertThat(pushed).endsWith("@" + index.digest());
        assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(index);

        crane.run("pull", "--format=oci", project.reference("app:v1"), path("out"))
                .succeeded();
        assertThat(new Layout(work.resolve("out")).readOnly()).isEqualTo(index);
    }

    @Test
    void dockerListGoesInAndOutByteExact() throws Exception {
        Image list = new TestImages(102).dockerList("amd64", "arm64");
        Layout.write(work.resolve("in"), "v1", list);

        crane.run("push", path("in"), project.reference("app:v1")).succeeded();
        assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(list);

        crane.run("pull", "--format=oci", project.reference("app:v1"), path("out"))
                .succeeded();
        assertThat(new Layout(work.resolve("out")).readOnly()).isEqualTo(list);
    }

    @Test
    void copyToAnotherRepositoryBringsEverything() {
        Image index = new TestImages(103).index("amd64", "arm64");
        project.registry().push(project.repository("from"), "v1", index);

        crane.run("copy", project.reference("from:v1"), project.reference("to:v2"))
                .succeeded();

        assertThat(project.registry().pull(project.repository("to"), "v2")).isEqualTo(index);
    }

    @Test
    void appendedLayerComesBackAsItWas() throws Exception {
        byte[] file = new TestImages(104).bytes(5 << 20);
        Path files = Files.createDirectories(work.resolve("files"));
        Files.write(files.resolve("big"), file);
        Program.of("tar", "-cf", path("layer.tar"), "-C", path("files"), "big")
                .run()
                .succeeded();

        String target = project.reference("app:v1");
        crane.run("append", "--oci-empty-base", "-f", path("layer.tar"), "-t", target)
                .succeeded();

        assertThat(crane.run("validate", "--remote", target).succeeded()).startsWith("PASS");
        crane.run("export", target, path("root.tar")).succeeded();
        Path out = Files.createDirectories(work.resolve("out"));
        Program.of("tar", "-xf", path("root.tar"), "-C", out.toString()).run().succeeded();
        assertThat(out.resolve("big")).hasBinaryContent(file);
    }

    @Test
    void tagsAreListedMovedAndDeleted() {
        Image first = new TestImages(105).image(1, 1000);
        Image second = new TestImages(106).image(1, 1000);
        project.registry().push(project.repository("app"), "v1", first);
        project.registry().push(project.repository("app"), "v2", second);

        crane.run("tag", project.reference("app:v2"), "latest").succeeded();
        assertThat(crane.run("ls", project.reference("app")).succeeded().lines())
                .containsExactly("latest", "v1", "v2");
        assertThat(crane.run("digest", project.reference("app:latest")).succeeded())
                .isEqualTo(second.digest().toString());

        crane.run("delete", project.reference("app:latest")).succeeded();
        assertThat(crane.run("ls", project.reference("app")).succeeded().lines())
                .containsExactly("v1", "v2");

        crane.run("delete", project.reference("app@" + first.digest())).succeeded();
        assertThat(crane.run("ls", project.reference("app")).succeeded().lines())
                .containsExactly("v2");
        assertThat(crane.run("manifest", project.reference("app:v1")).failed()).containsAnyOf(Complaints.NOT_FOUND);
    }

    @Test
    void adminSeesTheCatalog() {
        project.registry().push(project.repository("app"), "v1", new TestImages(107).image(1, 10));
        Tool admin = loggedIn((Credentials.Basic) berth.admin().credentials(), "admin");

        assertThat(admin.run("catalog", berth.address()).succeeded().lines()).contains(project.repository("app"));
    }

    @Test
    void imagesAreJoinedToAnIndex() throws Exception {
        Image amd64 = new TestImages(108).image("amd64", 1, 1000);
        Image arm64 = new TestImages(109).image("arm64", 1, 1000);
        project.registry().push(project.repository("app"), "amd64", amd64);
        project.registry().push(project.repository("app"), "arm64", arm64);

        crane.run(
                        "index",
                        "append",
                        "-m",
                        project.reference("app:amd64"),
                        "-m",
                        project.reference("app:arm64"),
                        "-t",
                        project.reference("app:all"))
                .succeeded();

        Image joined = project.registry().pull(project.repository("app"), "all");
        assertThat(joined.children()).containsExactly(amd64, arm64);
        assertThat(new ObjectMapper()
                        .readTree(crane.run("config", "--platform=linux/arm64", project.reference("app:all"))
                                .succeeded())
                        .path("architecture")
                        .asText())
                .isEqualTo("arm64");
    }

    @Test
    void publicProjectIsPulledWithoutLogin() throws Exception {
        Image image = new TestImages(110).image(2, 1000);
        Project open = berth.newPublicProject();
        open.registry().push(open.repository("app"), "v1", image);
        Layout.write(work.resolve("in"), "v1", image);
        Tool anonymous = Tool.require("crane", "crane", work.resolve("anonymous"));

        anonymous
                .run("pull", "--format=oci", open.reference("app:v1"), path("out"))
                .succeeded();
        assertThat(new Layout(work.resolve("out")).readOnly()).isEqualTo(image);

        assertThat(anonymous.run("push", path("in"), open.reference("app:v2")).failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(open.registry().resolve(open.repository("app"), "v2")).isEmpty();
    }

    @Test
    void wrongPasswordIsRefused() {
        project.registry().push(project.repository("app"), "v1", new TestImages(111).image(1, 10));
        Tool impostor = loggedIn(new Credentials.Basic(project.owner().user(), "Wrong12345"), "impostor");

        assertThat(impostor.run("manifest", project.reference("app:v1")).failed())
                .containsAnyOf(Complaints.NO_RIGHT);
    }

    @Test
    void strangerMayNeitherPullNorPushNorDelete() throws Exception {
        Image image = new TestImages(112).image(1, 1000);
        project.registry().push(project.repository("app"), "v1", image);
        Layout.write(work.resolve("in"), "v1", new TestImages(113).image(1, 1000));
        Tool stranger = loggedIn(berth.newUser(), "stranger");

        assertThat(stranger.run("pull", project.reference("app:v1"), path("out"))
                        .failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(stranger.run("push", path("in"), project.reference("app:v1")).failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(stranger.run("delete", project.reference("app@" + image.digest()))
                        .failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(image);
    }

    @Test
    void unknownTagAndDigestAreNotFound() {
        project.registry().push(project.repository("app"), "v1", new TestImages(114).image(1, 10));
        Digest nowhere = Digest.of("nothing has this digest here".getBytes(StandardCharsets.UTF_8));

        assertThat(crane.run("manifest", project.reference("app:nope")).failed())
                .containsAnyOf(Complaints.NOT_FOUND);
        assertThat(crane.run("manifest", project.reference("app@" + nowhere)).failed())
                .containsAnyOf(Complaints.NOT_FOUND);
        assertThat(crane.run("blob", project.reference("app@" + nowhere)).failed())
                .containsAnyOf(Complaints.NOT_FOUND);
    }

    @Test
    void layerWithOtherBytesThanItsDigestIsRefused() throws Exception {
        Image image = new TestImages(115).image(1, 100_000);
        Content layer = image.blobs().getLast();
        Layout layout = Layout.write(work.resolve("in"), "v1", image);
        byte[] forged = layer.bytes();
        forged[forged.length / 2] ^= 1;
        Files.write(layout.file(layer.digest()), forged);

        assertThat(crane.run("push", path("in"), project.reference("app:v1")).failed())
                .contains("DIGEST_INVALID");
        assertThat(project.registry().hasBlob(project.repository("app"), layer.digest()))
                .isFalse();
        assertThat(project.registry().resolve(project.repository("app"), "v1")).isEmpty();
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
