package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.Layout;
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
final class RegctlTest {
    private final Installation berth;
    private final Project project;
    private final Path work;
    private final Tool regctl;

    RegctlTest(Installation berth, @TempDir Path work) {
        this.berth = berth;
        this.work = work;
        this.project = berth.newProject();
        this.regctl = forHttp("owner");
        logIn(regctl, project.owner()).succeeded();
    }

    private Tool forHttp(String home) {
        Tool tool = Tool.require("regctl", "regctl", work.resolve(home));
        tool.run("registry", "set", "--skip-check", "--tls", "disabled", berth.address())
                .succeeded();
        return tool;
    }

    private Outcome logIn(Tool tool, Credentials.Basic user) {
        return tool.run("registry", "login", berth.address(), "-u", user.user(), "-p", user.password());
    }

    @Test
    void layoutGoesInAndOutByteExact() throws Exception {
        Image index = new TestImages(301).index("amd64", "arm64", "riscv64");
        Layout.write(work.resolve("in"), "v1", index);

        regctl.run("image", "copy", "ocidir://" + path("in") + ":v1", project.reference("app:v1"))
                .succeeded();
        assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(index);

        regctl.run("image", "copy", project.reference("app:v1"), "ocidir://" + path("out") + ":v1")
                .succeeded();
        assertThat(new Layout(work.resolve("out")).readOnly()).isEqualTo(index);
    }

    @Test
    void copyBetweenRepositoriesBringsReferrersAndDigestTags() throws Exception {
        TestImages images = new TestImages(302);
        Image image = images.image(2, 5000);
        Image sbom = images.referrer("application/spdx+json", images.bytes(500), image);
        Image signature = images.image(1, 100);
        String from = project.repository("from");
        project.registry().push(from, "v1", image);
        project.registry().push(from, sbom.digest().toString(), sbom);
        project.registry().push(from, "sha256-" + image.digest().hex() + ".sig", signature);

        regctl.run(
                        "image",
                        "copy",
                        "--referrers",
                        "--digest-tags",
                        project.reference("from:v1"),
                        project.reference("to:v1"))
                .succeeded();

        String to = project.repository("to");
        assertThat(project.registry().pull(to, "v1")).isEqualTo(image);
        assertThat(project.registry().pull(to, sbom.digest().toString())).isEqualTo(sbom);
        assertThat(project.registry().pull(to, "sha256-" + image.digest().hex() + ".sig"))
                .isEqualTo(signature);
    }

    @Test
    void blobGoesInByChunks() {
        Content blob = Content.of(new TestImages(303).bytes(1_000_000));
        regctl.run("registry", "set", "--skip-check", "--blob-chunk", "65536", "--blob-max", "65536", berth.address())
                .succeeded();

        assertThat(regctl.runReading(blob.bytes(), "blob", "put", project.reference("app"))
                        .succeeded())
                .isEqualTo(blob.digest().toString());

        assertThat(project.registry().blob(project.repository("app"), blob.digest()))
                .isEqualTo(blob.bytes());
    }

    @Test
    void artifactsAreAttachedListedAndFetched() throws Exception {
        project.registry().push(project.repository("app"), "v1", new TestImages(304).image(1, 1000));
        Files.writeString(work.resolve("note"), "signed off");

        regctl.run(
                        "artifact",
                        "put",
                        "--artifact-type",
                        "text/plain",
                        "--subject",
                        project.reference("app:v1"),
                        "-f",
                        path("note"))
                .succeeded();

        assertThat(regctl.run(
                                "artifact",
                                "list",
                                "--filter-artifact-type",
                                "text/plain",
                                "--format",
                                "{{range .Descriptors}}{{println .ArtifactType}}{{end}}",
                                project.reference("app:v1"))
                        .succeeded())
                .isEqualTo("text/plain");
        assertThat(regctl.run("artifact", "get", "--subject", project.reference("app:v1"))
                        .succeeded())
                .isEqualTo("signed off");
    }

    @Test
    void tagIsDeletedAloneAndManifestWithItsTags() {
        Image image = new TestImages(305).image(1, 1000);
        String app = project.repository("app");
        project.registry().push(app, "v1", image);
        project.registry().push(app, "v2", image);

        regctl.run("tag", "delete", project.reference("app:v1")).succeeded();
        assertThat(regctl.run("tag", "ls", project.reference("app")).succeeded().lines())
                .containsExactly("v2");
        assertThat(project.registry().pull(app, "v2")).isEqualTo(image);

        regctl.run("manifest", "delete", project.reference("app@" + image.digest()))
                .succeeded();
        assertThat(regctl.run("manifest", "get", project.reference("app:v2")).failed())
                .containsAnyOf(Complaints.NOT_FOUND);
    }

    @Test
    void indexIsMadeOfImagesAndAddedTo() {
        TestImages images = new TestImages(306);
        Image amd64 = images.image("amd64", 1, 1000);
        Image arm64 = images.image("arm64", 1, 1000);
        String app = project.repository("app");
        project.registry().push(app, "amd64", amd64);
        project.registry().push(app, "arm64", arm64);

        regctl.run("index", "create", "--ref", project.reference("app:amd64"), project.reference("app:all"))
                .succeeded();
        regctl.run("index", "add", "--ref", project.reference("app:arm64"), project.reference("app:all"))
                .succeeded();

        assertThat(project.registry().pull(app, "all").children()).containsExactly(amd64, arm64);
    }

    @Test
    void adminListsRepositoriesPageByPage() {
        project.registry().push(project.repository("a"), "v1", new TestImages(307).image(1, 10));
        project.registry().push(project.repository("b"), "v1", new TestImages(307).image(1, 10));
        Tool admin = forHttp("admin");
        logIn(admin, (Credentials.Basic) berth.admin().credentials()).succeeded();

        assertThat(admin.run("repo", "ls", "--limit", "1", "--last", project.repository("a"), berth.address())
                        .succeeded())
                .isEqualTo(project.repository("b"));
    }

    @Test
    void loginWithAWrongPasswordIsRefused() {
        Tool impostor = forHttp("impostor");
        // regctl writes the login down before it tries it, so the first use must be refused too.
        logIn(impostor, new Credentials.Basic(project.owner().user(), "Wrong12345"));

        assertThat(impostor.run("tag", "ls", project.reference("app")).failed()).containsAnyOf(Complaints.NO_RIGHT);
    }

    @Test
    void strangerMayNeitherPullNorPush() throws Exception {
        project.registry().push(project.repository("app"), "v1", new TestImages(308).image(1, 1000));
        Layout.write(work.resolve("in"), "v2", new TestImages(309).image(1, 1000));
        Tool stranger = forHttp("stranger");
        logIn(stranger, berth.newUser()).succeeded();

        assertThat(stranger.run("manifest", "get", project.reference("app:v1")).failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(stranger.run("image", "copy", "ocidir://" + path("in") + ":v2", project.reference("app:v2"))
                        .failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(project.registry().resolve(project.repository("app"), "v2")).isEmpty();
    }

    @Test
    void blobUnderAForeignDigestIsRefused() {
        Content said = Content.of(new TestImages(310).bytes(1000));
        byte[] other = new TestImages(311).bytes(1000);

        regctl.runReading(other, "blob", "put", "--digest", said.digest().toString(), project.reference("app"))
                .failed();

        assertThat(project.registry().hasBlob(project.repository("app"), said.digest()))
                .isFalse();
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
