package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.berth.it.image.Content;
import io.berth.it.image.Image;
import io.berth.it.image.Layout;
import io.berth.it.image.TestImages;
import io.berth.it.process.Program.Outcome;
import io.berth.it.registry.Credentials;
import io.berth.it.registry.Request;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import io.berth.oci.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedServer.class)
final class OrasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Installation berth;
    private final Project project;
    private final Path work;
    private final Tool oras;

    OrasTest(Installation berth, @TempDir Path work) {
        this.berth = berth;
        this.work = work;
        this.project = berth.newProject();
        this.oras = Tool.require("oras", "oras", work.resolve("owner"));
        logIn(oras, project.owner()).succeeded();
    }

    private Outcome logIn(Tool tool, Credentials.Basic user) {
        return tool.run("login", "--plain-http", berth.address(), "-u", user.user(), "-p", user.password());
    }

    @Test
    void filesGoInAndOutAsAnArtifact() throws Exception {
        byte[] file = new TestImages(201).bytes(3 << 20);
        Files.write(work.resolve("owner/model.bin"), file);

        oras.run(
                        "push",
                        "--plain-http",
                        "--artifact-type",
                        "application/vnd.example.model",
                        project.reference("model:v1"),
                        "model.bin:application/vnd.example.weights")
                .succeeded();
        JsonNode manifest = project.registry()
                .manifest(project.repository("model"), "v1")
                .expect(200)
                .json();
        assertThat(manifest.path("artifactType").asText()).isEqualTo("application/vnd.example.model");
        assertThat(manifest.path("layers").get(0).path("digest").asText())
                .isEqualTo(Digest.of(file).toString());

        oras.run("pull", "--plain-http", "-o", path("out"), project.reference("model:v1"))
                .succeeded();
        assertThat(work.resolve("out/model.bin")).hasBinaryContent(file);
    }

    @Test
    void attachedArtifactsAreDiscoveredAndFiltered() throws Exception {
        project.registry().push(project.repository("app"), "v1", new TestImages(202).image(1, 1000));
        Files.writeString(work.resolve("owner/sbom.json"), "{\"packages\":[]}");
        Files.writeString(work.resolve("owner/note.txt"), "hello");

        attach("application/spdx+json", "sbom.json");
        attach("text/plain", "note.txt");

        assertThat(discover()).containsExactlyInAnyOrder("application/spdx+json", "text/plain");
        assertThat(discover("--artifact-type", "text/plain")).containsExactly("text/plain");
        assertThat(discover("--distribution-spec", "v1.1-referrers-api"))
                .containsExactlyInAnyOrder("application/spdx+json", "text/plain");
    }

    @Test
    void recursiveCopyTakesReferrersAlong() throws Exception {
        Image index = new TestImages(203).index("amd64", "arm64");
        project.registry().push(project.repository("app"), "v1", index);
        Files.writeString(work.resolve("owner/sbom.json"), "{}");
        attach("application/spdx+json", "sbom.json");

        oras.run(
                        "cp",
                        "-r",
                        "--from-plain-http",
                        "--to-plain-http",
                        project.reference("app:v1"),
                        project.reference("mirror:v1"))
                .succeeded();

        assertThat(project.registry().pull(project.repository("mirror"), "v1")).isEqualTo(index);
        JsonNode referrers = project.registry()
                .send(Request.get("/v2/" + project.repository("mirror") + "/referrers/" + index.digest()))
                .expect(200)
                .json();
        assertThat(referrers.path("manifests")).hasSize(1);
    }

    @Test
    void layoutGoesInAndOutByteExact() throws Exception {
        Image index = new TestImages(204).index("amd64", "arm64");
        Layout.write(work.resolve("in"), "v1", index);

        oras.run("cp", "--from-oci-layout", "--to-plain-http", path("in") + ":v1", project.reference("app:v1"))
                .succeeded();
        assertThat(project.registry().pull(project.repository("app"), "v1")).isEqualTo(index);

        oras.run("cp", "--from-plain-http", "--to-oci-layout", project.reference("app:v1"), path("out") + ":v1")
                .succeeded();
        assertThat(new Layout(work.resolve("out")).read(index.digest())).isEqualTo(index);
    }

    @Test
    void blobsArePushedFetchedAndDeleted() throws Exception {
        Content blob = Content.of(new TestImages(205).bytes(100_000));
        Files.write(work.resolve("owner/blob"), blob.bytes());
        String reference = project.reference("app@" + blob.digest());

        oras.run("blob", "push", "--plain-http", reference, "blob").succeeded();
        oras.run("blob", "fetch", "--plain-http", "-o", path("fetched"), reference)
                .succeeded();
        assertThat(work.resolve("fetched")).hasBinaryContent(blob.bytes());

        oras.run("blob", "delete", "--plain-http", "--force", reference).succeeded();
        assertThat(project.registry().hasBlob(project.repository("app"), blob.digest()))
                .isFalse();
    }

    @Test
    void tagsAreAddedListedAndManifestsDeleted() {
        Image image = new TestImages(206).image(1, 1000);
        project.registry().push(project.repository("app"), "v1", image);

        oras.run("tag", "--plain-http", project.reference("app:v1"), "v2", "stable")
                .succeeded();
        assertThat(oras.run("repo", "tags", "--plain-http", project.reference("app"))
                        .succeeded()
                        .lines())
                .containsExactly("stable", "v1", "v2");
        assertThat(oras.run("resolve", "--plain-http", project.reference("app:stable"))
                        .succeeded())
                .isEqualTo(image.digest().toString());

        oras.run("manifest", "delete", "--plain-http", "--force", project.reference("app@" + image.digest()))
                .succeeded();
        assertThat(oras.run("resolve", "--plain-http", project.reference("app:v1"))
                        .failed())
                .containsAnyOf(Complaints.NOT_FOUND);
    }

    @Test
    void loginWithAWrongPasswordIsRefused() {
        Tool impostor = Tool.require("oras", "oras", work.resolve("impostor"));

        assertThat(logIn(impostor, new Credentials.Basic(project.owner().user(), "Wrong12345"))
                        .failed())
                .containsAnyOf(Complaints.NO_RIGHT);
    }

    @Test
    void strangerMayNeitherPullNorPush() throws Exception {
        project.registry().push(project.repository("app"), "v1", new TestImages(207).image(1, 1000));
        Tool stranger = Tool.require("oras", "oras", work.resolve("stranger"));
        logIn(stranger, berth.newUser()).succeeded();
        Files.writeString(work.resolve("stranger/file"), "content");

        assertThat(stranger.run("pull", "--plain-http", project.reference("app:v1"))
                        .failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(stranger.run("push", "--plain-http", project.reference("app:v2"), "file")
                        .failed())
                .containsAnyOf(Complaints.NO_RIGHT);
        assertThat(project.registry().resolve(project.repository("app"), "v2")).isEmpty();
    }

    @Test
    void blobUnderAForeignDigestIsRefused() throws Exception {
        Content said = Content.of(new TestImages(208).bytes(1000));
        Files.write(work.resolve("owner/other"), new TestImages(209).bytes(1000));

        oras.run("blob", "push", "--plain-http", "--size", "1000", project.reference("app@" + said.digest()), "other")
                .failed();

        assertThat(project.registry().hasBlob(project.repository("app"), said.digest()))
                .isFalse();
    }

    private void attach(String artifactType, String file) {
        oras.run("attach", "--plain-http", "--artifact-type", artifactType, project.reference("app:v1"), file)
                .succeeded();
    }

    private Iterable<String> discover(String... more) throws Exception {
        String[] arguments = {
            "discover", "--plain-http", "--format", "json", "--depth", "1", project.reference("app:v1")
        };
        String out = oras.always(arguments).run(more).succeeded();
        return StreamSupport.stream(JSON.readTree(out).path("referrers").spliterator(), false)
                .map(referrer -> referrer.path("artifactType").asText())
                .toList();
    }

    private String path(String name) {
        return work.resolve(name).toString();
    }
}
