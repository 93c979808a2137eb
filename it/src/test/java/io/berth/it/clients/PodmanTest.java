package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.berth.it.image.Image;
import io.berth.it.image.Media;
import io.berth.it.image.TestImages;
import io.berth.it.process.Program.Outcome;
import io.berth.it.registry.Credentials;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import io.berth.oci.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** podman and buildah, without an engine: own storage (vfs), builds in chroot isolation. */
@ExtendWith(SharedServer.class)
final class PodmanTest {
    private final Installation berth;
    private final Project project;
    private final Path work;
    private final Tool podman;
    private final Tool buildah;

    PodmanTest(Installation berth, @TempDir Path work) {
        this.berth = berth;
        this.work = work;
        this.project = berth.newProject();
        this.podman = withOwnStorage("podman", "owner");
        this.buildah = withOwnStorage("buildah", "owner");
        logIn(podman, project.owner()).succeeded();
    }

    @AfterEach
    void emptyTheStorage() {
        podman.run("rm", "--all", "--force");
        podman.run("rmi", "--all", "--force");
    }

    private Tool withOwnStorage(String program, String home) {
        Path folder = work.resolve(home);
        return Tool.require(program, "podman", folder)
                .with("BUILDAH_ISOLATION", "chroot")
                .always(
                        "--root",
                        folder.resolve("storage").toString(),
                        "--runroot",
                        folder.resolve("run").toString(),
                        "--storage-driver",
                        "vfs");
    }

    private Outcome logIn(Tool tool, Credentials.Basic user) {
        return tool.run("login", "--tls-verify=false", "-u", user.user(), "-p", user.password(), berth.address());
    }

    @Test
    void builtImageKeepsItsFilesThroughPushAndPull() throws Exception {
        byte[] file = new TestImages(501).bytes(4 << 20);
        build("FROM scratch\nCOPY big /data/big\nCMD [\"/data/big\"]\n", file, project.reference("app:v1"));

        push(podman, "app:v1").succeeded();
        podman.run("rmi", "--force", project.reference("app:v1")).succeeded();
        pull(podman, "app:v1").succeeded();

        podman.run("create", "--name", "pulled", project.reference("app:v1")).succeeded();
        podman.run("cp", "pulled:/data/big", path("out")).succeeded();
        assertThat(work.resolve("out")).hasBinaryContent(file);
    }

    @Test
    void imageIsBuiltOnABaseFromTheRegistry() throws Exception {
        Image base = new TestImages(502).image(1, 50_000);
        project.registry().push(project.repository("base"), "v1", base);

        build(
                "FROM " + project.reference("base:v1") + "\nCOPY big /big\n",
                new TestImages(503).bytes(10_000),
                project.reference("app:v1"));
        push(podman, "app:v1").succeeded();

        assertThat(new ObjectMapper()
                        .readTree(project.registry()
                                .pull(project.repository("app"), "v1")
                                .manifest()
                                .bytes())
                        .path("layers"))
                .hasSize(2);
    }

    @Test
    void manifestListGoesInWithAllItsImages() {
        TestImages images = new TestImages(504);
        Image amd64 = images.image("amd64", 1, 5000);
        Image arm64 = images.image("arm64", 1, 5000);
        project.registry().push(project.repository("app"), "amd64", amd64);
        project.registry().push(project.repository("app"), "arm64", arm64);

        podman.run("manifest", "create", "all").succeeded();
        for (String architecture : new String[] {"amd64", "arm64"}) {
            podman.run(
                            "manifest",
                            "add",
                            "--tls-verify=false",
                            "all",
                            "docker://" + project.reference("app:" + architecture))
                    .succeeded();
        }
        podman.run("manifest", "push", "--all", "--tls-verify=false", "all", "docker://" + project.reference("app:all"))
                .succeeded();

        Image pushed = project.registry().pull(project.repository("app"), "all");
        assertThat(pushed.mediaType()).isEqualTo(Media.OCI_INDEX);
        assertThat(pushed.children()).containsExactlyInAnyOrder(amd64, arm64);
    }

    @Test
    void pulledImageHasTheDigestThatWasPushed() {
        Image image = new TestImages(505).image(3, 10_000);
        project.registry().push(project.repository("app"), "v1", image);

        pull(podman, "app@" + image.digest()).succeeded();

        assertThat(podman.run("images", "--digests", "--format", "{{.Digest}}").succeeded())
                .isEqualTo(image.digest().toString());
    }

    @Test
    void dockerFormatGoesInAndOut() throws Exception {
        build("FROM scratch\nCOPY big /big\n", new TestImages(506).bytes(1000), project.reference("app:v1"));

        podman.run("push", "--tls-verify=false", "--format", "v2s2", project.reference("app:v1"))
                .succeeded();

        assertThat(project.registry().pull(project.repository("app"), "v1").mediaType())
                .isEqualTo(Media.DOCKER_MANIFEST);
    }

    @Test
    void loginWithAWrongPasswordIsRefused() {
        Tool impostor = withOwnStorage("podman", "impostor");

        assertThat(logIn(impostor, new Credentials.Basic(project.owner().user(), "Wrong12345"))
                        .failed())
                .containsAnyOf("invalid username/password", "unauthorized");
    }

    @Test
    void strangerMayNeitherPullNorPush() throws Exception {
        Image image = new TestImages(507).image(1, 1000);
        project.registry().push(project.repository("app"), "v1", image);
        build("FROM scratch\nCOPY big /big\n", new TestImages(508).bytes(1000), project.reference("app:v1"));
        podman.run("logout", berth.address()).succeeded();
        logIn(podman, berth.newUser()).succeeded();

        assertThat(pull(podman, "app:v1").failed()).containsAnyOf(Complaints.NO_RIGHT);
        assertThat(push(podman, "app:v1").failed()).containsAnyOf(Complaints.NO_RIGHT);
        assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(image);
    }

    @Test
    void unknownTagAndDigestAreNotFound() {
        assertThat(pull(podman, "app:nope").failed()).containsAnyOf(Complaints.NOT_FOUND);
        assertThat(pull(podman, "app@" + Digest.of(new byte[] {1, 2, 3})).failed())
                .containsAnyOf(Complaints.NOT_FOUND);
    }

    private void build(String recipe, byte[] big, String tag) throws Exception {
        Path context = Files.createDirectories(work.resolve("context"));
        Files.write(context.resolve("big"), big);
        Files.writeString(context.resolve("Containerfile"), recipe);
        buildah.run("bud", "--tls-verify=false", "-t", tag, context.toString()).succeeded();
    }

    private Outcome push(Tool tool, String repositoryAndTag) {
        return tool.run("push", "--tls-verify=false", project.reference(repositoryAndTag));
    }

    private Outcome pull(Tool tool, String repositoryAndTag) {
        return tool.run("pull", "--tls-verify=false", project.reference(repositoryAndTag));
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
