package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.OTHER;
import static io.berth.content.TestContent.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.db.Db;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.TagName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many statements each operation sends, BEGIN and COMMIT aside. */
final class StatementCountTest {
    private TestContent content;
    private Db counted;
    private Blobs blobs;
    private Uploads uploads;
    private Manifests manifests;

    @BeforeEach
    void open(@TempDir Path directory) {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
        // One of its own, since the heartbeat of the replica sends statements too.
        counted = new Db(content.database.dataSource());
        blobs = new Blobs(counted, content.config);
        uploads = new Uploads(counted, content.storage, blobs, content.config, content.replica.id());
        manifests = new Manifests(counted, content.config);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void beginningAnUploadTakesOne() throws Exception {
        assertThat(statementsOf(() -> uploads.begin(APP, "admin"))).isEqualTo(1);
        assertThat(statementsOf(() -> uploads.begin(APP, "admin"))).isEqualTo(1);
    }

    @Test
    void aBlobInOneRequestTakesThree() throws Exception {
        byte[] blob = bytes("whole");
        assertThat(statementsOf(() -> {
                    UUID id = uploads.begin(APP, "admin");
                    return closing(id, 0, blob, Digest.of(blob));
                }))
                .isEqualTo(3);
    }

    @Test
    void aBlobThatIsThereAlreadyTakesThreeAsWell() throws Exception {
        byte[] blob = bytes("whole");
        content.push(OTHER, blob);
        assertThat(statementsOf(() -> {
                    UUID id = uploads.begin(APP, "admin");
                    return closing(id, 0, blob, Digest.of(blob));
                }))
                .isEqualTo(3);
    }

    @Test
    void theFirstChunkTakesTwoAndALaterOneThree() throws Exception {
        UUID id = uploads.begin(APP, "admin");
        assertThat(statementsOf(() -> chunk(id, 0, "one"))).isEqualTo(2);
        assertThat(statementsOf(() -> chunk(id, 3, "two"))).isEqualTo(3);
    }

    @Test
    void closingAChunkedUploadTakesThree() throws Exception {
        UUID id = uploads.begin(APP, "admin");
        chunk(id, 0, "one");
        assertThat(statementsOf(() -> closing(id, 3, new byte[0], Digest.of(bytes("one")))))
                .isEqualTo(3);
    }

    @Test
    void aRepeatedClosingRequestTakesThree() throws Exception {
        UUID id = uploads.begin(APP, "admin");
        Digest digest = Digest.of(bytes("one"));
        closing(id, 0, bytes("one"), digest);
        assertThat(statementsOf(() -> uploads.close(APP, id, 0, digest))).isEqualTo(3);
    }

    @Test
    void lookingForABlobTakesOneAndNoneWhenItIsRemembered() throws Exception {
        Digest leased = content.push(APP, "leased");
        Digest used = content.push(APP, "used");
        content.image(APP, "v1", used);
        assertThat(statementsOf(() -> blobs.find(APP, leased))).isEqualTo(1);
        assertThat(statementsOf(() -> blobs.find(APP, used))).isEqualTo(1);
        assertThat(statementsOf(() -> blobs.remembered(APP, leased))).isZero();
    }

    @Test
    void renewingAnOldLeaseTakesOneMore() throws Exception {
        Digest leased = content.push(APP, "leased");
        content.later(Duration.ofHours(2));
        assertThat(statementsOf(() -> blobs.find(APP, leased))).isEqualTo(2);
        assertThat(statementsOf(() -> blobs.find(APP, leased))).isEqualTo(1);
    }

    @Test
    void mountingTakesTwoAndOneWhenTheSourceIsRemembered() throws Exception {
        Digest blob = content.push(APP, "shared");
        content.push(OTHER, "makes the repository");
        assertThat(statementsOf(() -> blobs.mount(OTHER, APP, blob))).isEqualTo(2);
        blobs.find(APP, blob);
        assertThat(statementsOf(() -> blobs.mount(OTHER, APP, blob))).isEqualTo(1);
    }

    @Test
    void anImageTakesOne() throws Exception {
        Digest layer = content.push(APP, "layer");
        byte[] image = TestContent.imageOf(List.of(layer, content.push(APP, "another")));
        assertThat(statementsOf(() -> put(image))).isEqualTo(1);
        assertThat(statementsOf(() -> put(image))).isEqualTo(1);
    }

    @Test
    void anIndexTakesTwo() throws Exception {
        Digest layer = content.push(APP, "layer");
        byte[] index =
                TestContent.indexOf(List.of(content.image(APP, null, layer), content.image(APP, null, layer, layer)));
        assertThat(statementsOf(() -> put(index))).isEqualTo(2);
    }

    @Test
    void deletingAManifestTakesThreeAndATagOne() throws Exception {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        content.image(APP, "v2", content.push(APP, "layer"));
        assertThat(statementsOf(() -> {
                    manifests.deleteTag(APP, new TagName("v2"));
                    return true;
                }))
                .isEqualTo(1);
        assertThat(statementsOf(() -> {
                    manifests.delete(APP, image);
                    return true;
                }))
                .isEqualTo(3);
    }

    @Test
    void restoringTakesFour() throws Exception {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        manifests.delete(APP, image);
        Trash trash = new Trash(counted, content.config);
        assertThat(statementsOf(() -> trash.restore(APP, image))).isEqualTo(4);
    }

    @Test
    void deletingARepositoryTakesFourHoweverMuchIsInIt() throws Exception {
        for (int i = 1; i <= 20; i++) {
            content.image(APP, "v" + i, content.push(APP, "layer " + i));
        }
        assertThat(statementsOf(() -> {
                    new Repositories(counted).delete(APP);
                    return true;
                }))
                .isEqualTo(4);
    }

    @Test
    void aPageOfRepositoriesTakesTwoAndOneOfThemOne() throws Exception {
        content.image(APP, "v1", content.push(APP, "layer"));
        content.image(OTHER, "v1", content.push(OTHER, "layer"));
        Repositories repositories = new Repositories(counted);
        RepositoryFilter filter = new RepositoryFilter(
                new RepositoryFilter.Scope.InProject(1), null, null, null, null, RepositoryFilter.Order.NAME);
        assertThat(statementsOf(() -> repositories.list(filter, 10L, 0))).isEqualTo(2);
        assertThat(statementsOf(() -> repositories.find(APP))).isEqualTo(1);
    }

    @Test
    void aPageOfArtifactsTakesTheSameHoweverLongItIs() throws Exception {
        for (int i = 1; i <= 20; i++) {
            content.index(APP, "multi" + i, content.image(APP, "v" + i, content.push(APP, "{\"os\":" + i + "}")));
        }
        Artifacts artifacts = new Artifacts(counted, content.storage);
        ArtifactFilter filter = new ArtifactFilter(
                new ArtifactFilter.Tagged.Whatever(), false, null, null, null, null, null, ArtifactFilter.Order.PUSHED);
        Artifacts.Detail everything = new Artifacts.Detail(true, true);
        // Rows, their bytes, children, where the configs lie, tags, accessories.
        assertThat(statementsOf(() -> artifacts.list(APP, filter, everything, 40L, 0)))
                .isEqualTo(6);
        assertThat(statementsOf(() -> artifacts.list(APP, filter, everything, 40L, 0)))
                .as("the configs are remembered")
                .isEqualTo(5);
        assertThat(statementsOf(() -> artifacts.find(APP, "v1", everything))).isEqualTo(4);
    }

    @Test
    void aTagTakesOneToFindItsArtifactAndTwoToBeAdded() throws Exception {
        content.image(APP, "v1", content.push(APP, "layer"));
        Artifacts artifacts = new Artifacts(counted, content.storage);
        ArtifactKey key = artifacts.locate(APP, "v1");
        assertThat(statementsOf(() -> artifacts.locate(APP, "v1"))).isEqualTo(1);
        assertThat(statementsOf(() -> {
                    artifacts.addTag(key, new TagName("more"));
                    return true;
                }))
                .isEqualTo(2);
        assertThat(statementsOf(() -> {
                    artifacts.removeTag(key, "more");
                    return true;
                }))
                .isEqualTo(1);
    }

    private long statementsOf(Callable<?> operation) throws Exception {
        long before = counted.statements();
        operation.call();
        return counted.statements() - before;
    }

    private long chunk(UUID id, long start, String text) throws IOException {
        try (UploadSession session = uploads.append(APP, id, start)) {
            session.write(ByteBuffer.wrap(bytes(text)));
            return session.acknowledge();
        }
    }

    private long closing(UUID id, long start, byte[] rest, Digest digest) throws IOException {
        try (UploadSession session = uploads.close(APP, id, start, digest).orElseThrow()) {
            session.write(ByteBuffer.wrap(rest));
            return session.complete(digest);
        }
    }

    private Digest put(byte[] manifest) throws Exception {
        Digest digest = Digest.of(manifest);
        manifests.put(
                APP, digest, Manifest.parse(manifest, Optional.empty()), manifest, List.of(new TagName("latest")));
        return digest;
    }
}
