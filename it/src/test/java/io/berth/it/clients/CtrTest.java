package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.it.image.Image;
import io.berth.it.image.Layout;
import io.berth.it.image.TestImages;
import io.berth.it.process.Daemon;
import io.berth.it.process.Installed;
import io.berth.it.process.Program;
import io.berth.it.process.Program.Outcome;
import io.berth.it.registry.Credentials;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** containerd, the runtime of Kubernetes nodes, driven by its own ctr. */
@ExtendWith(SharedServer.class)
final class CtrTest {
    private final Installation berth;
    private final Project project;
    private final Path work;
    private final Tool ctr;
    private final Daemon containerd;

    CtrTest(Installation berth, @TempDir Path work) throws IOException {
        Path program = Installed.require("containerd", "containerd");
        assumeTrue("root".equals(System.getProperty("user.name")), "containerd needs root");
        this.berth = berth;
        this.work = work;
        this.project = berth.newProject();
        Path socket = work.resolve("containerd.sock");
        Path config = Files.writeString(
                work.resolve("config.toml"), """
                version = 2
                root = "%s"
                state = "%s"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                address = "%s"
                """.formatted(work.resolve("root"), work.resolve("state"), socket));
        this.containerd = Daemon.start(
                List.of(program.toString(), "-c", config.toString()),
                Map.of(),
                work.resolve("containerd.log"),
                () -> Files.exists(socket));
        this.ctr =
                Tool.require("ctr", "containerd", work.resolve("home")).always("-a", socket.toString(), "-n", "berth");
    }

    @AfterEach
    void stopContainerd() {
        containerd.close();
    }

    @Test
    void everyPlatformOfAnIndexIsPulledByteExact() {
        Image index = new TestImages(601).index("amd64", "arm64");
        project.registry().push(project.repository("app"), "v1", index);

        pull(project.owner(), "app:v1").succeeded();

        assertThat(stored(index.digest())).isEqualTo(index);
    }

    @Test
    void dockerImageIsPulledByDigest() {
        Image image = new TestImages(602).dockerImage(2, 10_000);
        project.registry().push(project.repository("app"), "v1", image);

        pull(project.owner(), "app@" + image.digest()).succeeded();

        assertThat(stored(image.digest())).isEqualTo(image);
    }

    @Test
    void importedIndexIsPushedByteExact() throws Exception {
        Image index = new TestImages(603).index("amd64", "arm64");
        importImage(index, "app:v1");

        push(project.owner(), "app:v1").succeeded();

        assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(index);
    }

    @Test
    void wrongPasswordAndStrangerAreRefused() throws Exception {
        Image image = new TestImages(604).image(1, 1000);
        project.registry().push(project.repository("app"), "v1", image);
        importImage(new TestImages(605).index("amd64"), "app:v2");
        Credentials.Basic impostor = new Credentials.Basic(project.owner().user(), "Wrong12345");
        Credentials.Basic stranger = berth.newUser();

        assertThat(pull(impostor, "app:v1").failed()).containsAnyOf(Complaints.NO_RIGHT);
        assertThat(pull(stranger, "app:v1").failed()).containsAnyOf(Complaints.NO_RIGHT);
        assertThat(push(stranger, "app:v2").failed()).containsAnyOf(Complaints.NO_RIGHT);
        assertThat(project.registry().resolve(project.repository("app"), "v2")).isEmpty();
    }

    @Test
    void unknownTagIsNotFound() {
        assertThat(pull(project.owner(), "app:nope").failed()).containsAnyOf(Complaints.NOT_FOUND);
    }

    private Outcome pull(Credentials.Basic user, String repositoryAndTag) {
        return ctr.run(
                "images",
                "pull",
                "--plain-http",
                "--all-platforms",
                "--snapshotter",
                "native",
                "--user",
                user.user() + ":" + user.password(),
                project.reference(repositoryAndTag));
    }

    private Outcome push(Credentials.Basic user, String repositoryAndTag) {
        return ctr.run(
                "images",
                "push",
                "--plain-http",
                "--user",
                user.user() + ":" + user.password(),
                project.reference(repositoryAndTag));
    }

    /** Brings an image into containerd under the name that it will be pushed to. */
    private void importImage(Image image, String repositoryAndTag) throws IOException {
        Path layout = work.resolve("layout");
        Layout.write(layout, project.reference(repositoryAndTag), image);
        Path archive = work.resolve("layout.tar");
        Program.of("tar", "-cf", archive.toString(), "-C", layout.toString(), ".")
                .run()
                .succeeded();
        ctr.run("images", "import", "--all-platforms", "--snapshotter", "native", "--no-unpack", archive.toString())
                .succeeded();
    }

    /** Reads an image out of containerd's content store. */
    private Image stored(Digest digest) {
        return new Layout(work.resolve("root/io.containerd.content.v1.content")).read(digest);
    }
}
