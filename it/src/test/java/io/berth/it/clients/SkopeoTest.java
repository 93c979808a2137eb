package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.Layout;
import io.berth.it.image.Media;
import io.berth.it.image.TestImages;
import io.berth.it.process.Program.Outcome;
import io.berth.it.registry.Credentials;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedServer.class)
final class SkopeoTest {
    private final Installation berth;
    private final Project project;
    private final Path work;
    private final Tool skopeo;

    SkopeoTest(Installation berth, @TempDir Path work) {
        this.berth = berth;
        this.work = work;
        this.project = berth.newProject();
        this.skopeo = Tool.require("skopeo", "skopeo", work.resolve("owner"));
        logIn(skopeo, project.owner()).succeeded();
    }

    private Outcome logIn(Tool tool, Credentials.Basic user) {
        return tool.run("login", "--tls-verify=false", "-u", user.user(), "-p", user.password(), berth.address());
    }

    private static Outcome copy(Tool tool, String... arguments) {
        return tool.always("--insecure-policy", "copy", "--src-tls-verify=false", "--dest-tls-verify=false")
                .run(arguments);
    }

    @Test
    void multiArchIndexGoesInAndOutByteExact() throws Exception {
        Image index = new TestImages(401).index("amd64", "arm64");
        Layout.write(work.resolve("in"), "v1", index);

        copy(skopeo, "--all", "oci:" + path("in") + ":v1", docker("app:v1")).succeeded();
        assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(index);

        copy(skopeo, "--all", docker("app:v1"), "oci:" + path("out") + ":v1").succeeded();
        assertThat(new Layout(work.resolve("out")).readOnly()).isEqualTo(index);
    }

    @Test
    void dockerImageGoesThroughAFolderByteExact() {
        Image image = new TestImages(402).dockerImage(2, 20_000);
        project.registry().push(project.repository("app"), "v1", image);

        copy(skopeo, docker("app:v1"), "dir:" + path("dir")).succeeded();
        copy(skopeo, "dir:" + path("dir"), docker("again:v1")).succeeded();

        assertThat(project.registry().pull(project.repository("again"), "v1")).isEqualTo(image);
    }

    @Test
    void imageIsConvertedToDockerFormatOnTheWay() {
        project.registry().push(project.repository("app"), "v1", new TestImages(403).image(2, 20_000));

        copy(skopeo, "--format", "v2s2", docker("app:v1"), docker("app:docker")).succeeded();

        assertThat(project.registry().pull(project.repository("app"), "docker").mediaType())
                .isEqualTo(Media.DOCKER_MANIFEST);
    }

    @Test
    void layersAreCompressedWithZstdOnTheWay() throws Exception {
        Image image = new TestImages(404).image(1, 50_000);
        Layout.write(work.resolve("in"), "v1", image);

        copy(skopeo, "--dest-decompress", "oci:" + path("in") + ":v1", "dir:" + path("plain"))
                .succeeded();
        copy(skopeo, "--format", "oci", "--dest-compress-format", "zstd", "dir:" + path("plain"), docker("app:zstd"))
                .succeeded();

        assertThat(new ObjectMapper()
                        .readTree(project.registry()
                                .pull(project.repository("app"), "zstd")
                                .manifest()
                                .bytes())
                        .path("layers")
                        .get(0)
                        .path("mediaType")
                        .asText())
                .isEqualTo("application/vnd.oci.image.layer.v1.tar+zstd");
    }

    @Test
    void tagsAreListedAndImagesDeleted() throws Exception {
        String app = project.repository("app");
        project.registry().push(app, "v1", new TestImages(405).image(1, 1000));
        project.registry().push(app, "v2", new TestImages(406).image(1, 1000));

        String listed =
                skopeo.run("list-tags", "--tls-verify=false", docker("app")).succeeded();
        assertThat(new ObjectMapper().readTree(listed).path("Tags"))
                .extracting(tag -> tag.asText())
                .containsExactly("v1", "v2");

        skopeo.run("delete", "--tls-verify=false", docker("app:v1")).succeeded();
        assertThat(project.registry().resolve(app, "v1")).isEmpty();
        assertThat(project.registry().resolve(app, "v2")).isPresent();
    }

    @Test
    void repositoryIsSyncedToAFolderAndBack() {
        Image first = new TestImages(407).image(1, 1000);
        Image second = new TestImages(408).index("amd64", "arm64");
        project.registry().push(project.repository("app"), "v1", first);
        project.registry().push(project.repository("app"), "v2", second);

        skopeo.run(
                        "--insecure-policy",
                        "sync",
                        "--all",
                        "--src-tls-verify=false",
                        "--src",
                        "docker",
                        "--dest",
                        "dir",
                        project.reference("app"),
                        path("mirror"))
                .succeeded();
        skopeo.run(
                        "--insecure-policy",
                        "sync",
                        "--all",
                        "--dest-tls-verify=false",
                        "--src",
                        "dir",
                        "--dest",
                        "docker",
                        path("mirror"),
                        berth.address() + "/" + project.repository("synced"))
                .succeeded();

        assertThat(project.registry().pull(project.repository("synced/app"), "v1"))
                .isEqualTo(first);
        assertThat(project.registry().pull(project.repository("synced/app"), "v2"))
                .isEqualTo(second);
    }

    @Test
    void publicProjectIsPulledWithoutLogin() throws Exception {
        Image image = new TestImages(409).image(2, 1000);
        Project open = berth.newPublicProject();
        open.registry().push(open.repository("app"), "v1", image);
        Tool anonymous = Tool.require("skopeo", "skopeo", work.resolve("anonymous"));

        copy(anonymous, "docker://" + open.reference("app:v1"), "oci:" + path("out") + ":v1")
                .succeeded();

        assertThat(new Layout(work.resolve("out")).readOnly()).isEqualTo(image);
    }

    @Test
    void loginWithAWrongPasswordIsRefused() {
        Tool impostor = Tool.require("skopeo", "skopeo", work.resolve("impostor"));

        assertThat(logIn(impostor, new Credentials.Basic(project.owner().user(), "Wrong12345"))
                        .failed())
                .containsAnyOf("invalid username/password", "unauthorized");
    }

    @Test
    void strangerMayNeitherPullNorPush() throws Exception {
        project.registry().push(project.repository("app"), "v1", new TestImages(410).image(1, 1000));
        Layout.write(work.resolve("in"), "v2", new TestImages(411).image(1, 1000));
        Tool stranger = Tool.require("skopeo", "skopeo", work.resolve("stranger"));
        logIn(stranger, berth.newUser()).succeeded();

        assertThat(copy(stranger, docker("app:v1"), "oci:" + path("out") + ":v1")
                        .failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(copy(stranger, "oci:" + path("in") + ":v2", docker("app:v2")).failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(project.registry().resolve(project.repository("app"), "v2")).isEmpty();
    }

    @Test
    void unknownTagIsNotFound() {
        assertThat(skopeo.run("inspect", "--raw", "--tls-verify=false", docker("app:nope"))
                        .failed())
                .containsAnyOf(Complaints.NOT_FOUND);
    }

    @Test
    void layerWithOtherBytesThanItsDigestIsRefused() throws Exception {
        Image image = new TestImages(412).image(1, 100_000);
        Content layer = image.blobs().getLast();
        Layout layout = Layout.write(work.resolve("in"), "v1", image);
        byte[] forged = layer.bytes();
        forged[forged.length / 2] ^= 1;
        Files.write(layout.file(layer.digest()), forged);

        copy(skopeo, "oci:" + path("in") + ":v1", docker("app:v1")).failed();

        assertThat(project.registry().hasBlob(project.repository("app"), layer.digest()))
                .isFalse();
        assertThat(project.registry().resolve(project.repository("app"), "v1")).isEmpty();
    }

    private String docker(String repositoryAndTag) {
        return "docker://" + project.reference(repositoryAndTag);
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
