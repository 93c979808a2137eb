package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.OTHER;
import static io.berth.content.TestContent.bytes;
import static io.berth.content.TestContent.imageOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.berth.content.ArtifactFilter.Order;
import io.berth.content.ArtifactFilter.Tagged;
import io.berth.content.Artifacts.Detail;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.oci.Platform;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArtifactsTest {
    private static final Detail EVERYTHING = new Detail(true, true);
    private static final Detail NOTHING = new Detail(false, false);
    private static final String CONFIG = """
            {"architecture":"amd64","os":"linux","created":"2024-01-01T00:00:00Z","rootfs":{"type":"layers"},
             "config":{"Env":["A=B"]},"history":[{"created_by":"ADD"},{"created_by":"CMD","empty_layer":true}]}""";

    private TestContent content;
    private Artifacts artifacts;

    @BeforeEach
    void open(@TempDir Path directory) {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
        artifacts = new Artifacts(content.db, content.storage);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void anImageIsShownWithWhatItsConfigSays() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, CONFIG), content.push(APP, "layer"));
        Artifact found = artifacts.find(APP, "v1", EVERYTHING);
        assertThat(found.digest()).isEqualTo(image);
        assertThat(found.kind()).isEqualTo("IMAGE");
        assertThat(found.mediaType()).isEqualTo("application/vnd.oci.image.config.v1+json");
        assertThat(found.manifestType()).isEqualTo("application/vnd.oci.image.manifest.v1+json");
        assertThat(found.attributes()).hasValue("""
                {"architecture":"amd64","author":null,"config":{"Env":["A=B"]},"created":"2024-01-01T00:00:00Z","os":"linux"}""");
        assertThat(found.tags()).extracting(ArtifactTag::name).containsExactly(new TagName("v1"));
        assertThat(found.children()).isEmpty();
        assertThat(found.accessories()).isEmpty();
        assertThat(artifacts.find(APP, image.toString(), NOTHING).tags()).isEmpty();
    }

    @Test
    void theBuildHistoryIsThatOfTheConfig() throws IOException {
        content.image(APP, "v1", content.push(APP, CONFIG));
        content.image(APP, "bare", content.push(APP, "{}"));
        assertThat(artifacts.buildHistory(APP, "v1"))
                .isEqualTo("[{\"created_by\":\"ADD\"},{\"created_by\":\"CMD\",\"empty_layer\":true}]");
        assertThat(artifacts.buildHistory(APP, "bare")).isEqualTo("[]");
    }

    @Test
    void aConfigThatIsNoJsonSaysNothing() throws IOException {
        content.image(APP, "v1", content.push(APP, "no JSON"));
        assertThat(artifacts.find(APP, "v1", NOTHING).attributes()).isEmpty();
        assertThat(artifacts.buildHistory(APP, "v1")).isEqualTo("[]");
    }

    @Test
    void aConfigThatIsTooLongIsNotRead() throws IOException {
        byte[] config = bytes("{\"os\":\"" + "x".repeat(ConfigReader.MOST_BYTES) + "\"}");
        content.put(APP, imageOf(List.of(content.push(APP, config))), "v1");
        assertThat(artifacts.find(APP, "v1", NOTHING).attributes()).isEmpty();
    }

    @Test
    void allOfAConfigIsShownWhereTheKindIsNotAnImage() throws IOException {
        Digest config = content.push(APP, "{\"name\":\"app\",\"version\":\"1.0\"}");
        content.put(APP, manifestWith("application/vnd.cncf.helm.config.v1+json", config), "chart");
        content.put(APP, manifestWith("application/vnd.oci.empty.v1+json", config), "unknown");
        assertThat(artifacts.find(APP, "chart", NOTHING).attributes())
                .hasValue("{\"name\":\"app\",\"version\":\"1.0\"}");
        assertThat(artifacts.find(APP, "chart", NOTHING).kind()).isEqualTo("CHART");
        assertThat(artifacts.find(APP, "unknown", NOTHING).attributes()).isEmpty();
    }

    @Test
    void anIndexIsShownWithItsChildrenAndTheirSizes() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest amd64 = content.image(APP, null, layer);
        Digest arm64 = content.image(APP, null, layer, layer);
        content.put(APP, bytes("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","annotations":{"a":"b"},"manifests":[
                 {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"%s",
                  "platform":{"os":"linux","architecture":"arm64","variant":"v8"}},
                 {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"%s"}]}
                """.formatted(arm64, amd64)), "multi");
        Artifact index = artifacts.find(APP, "multi", NOTHING);
        Artifact first = artifacts.find(APP, arm64.toString(), NOTHING);
        Artifact second = artifacts.find(APP, amd64.toString(), NOTHING);
        assertThat(index.children())
                .containsExactly(
                        new Artifact.Child(
                                first.id(),
                                arm64,
                                Optional.of(new Platform("linux", "arm64", Optional.of("v8"), Optional.empty())),
                                Map.of(),
                                List.of()),
                        new Artifact.Child(second.id(), amd64, Optional.empty(), Map.of(), List.of()));
        assertThat(index.annotations()).containsExactly(Map.entry("a", "b"));
        assertThat(index.mediaType()).isEqualTo("application/vnd.oci.image.index.v1+json");
        long own = content.count("SELECT body_size FROM artifact WHERE id = ?", index.id());
        assertThat(index.size()).isEqualTo(own + first.size() + second.size());
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertNotFound("repository lib/app not found", "v1");
        content.image(APP, "v1", content.push(APP, "layer"));
        assertNotFound("artifact lib/app:v2 not found", "v2");
        assertNotFound("artifact lib/app:sha256:zz not found", "sha256:zz");
        Digest digest = Digest.of(bytes("never pushed"));
        assertNotFound("artifact lib/app@" + digest + " not found", digest.toString());
    }

    @Test
    void accessoriesAreShownWithTheirSubjectOnly() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest image = content.image(APP, "v1", layer);
        Digest signature = content.put(APP, TestContent.referrerOf(image, layer), null);
        assertThat(list(filter(new Tagged.Whatever(), true))).containsExactly(image);
        assertThat(artifacts.find(APP, "v1", EVERYTHING).accessories())
                .extracting(Accessory::digest, Accessory::type)
                .containsExactly(tuple(signature, "subject.accessory"));
        assertThat(artifacts.find(APP, "v1", NOTHING).accessories()).isEmpty();
        ArtifactKey key = artifacts.locate(APP, "v1");
        assertThat(artifacts.accessories(key, List.of("signature.cosign"), null, 0))
                .isEmpty();
        assertThat(artifacts.countAccessories(key, List.of("subject.accessory")))
                .isEqualTo(1);
        assertThat(artifacts.find(APP, signature.toString(), NOTHING).artifactType())
                .isEqualTo("application/vnd.test.note");
    }

    @Test
    void theListIsChosenByTags() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest untagged = content.image(APP, null, layer);
        Digest first = content.image(APP, "v1", layer, layer);
        content.image(APP, "latest", layer, layer);
        Digest second = content.image(APP, "v2", layer, layer, layer);
        Digest child = content.image(APP, null, layer, layer, layer, layer);
        Digest index = content.index(APP, "Multi", child);
        assertThat(list(new Tagged.Whatever())).containsExactly(index, second, first, untagged);
        assertThat(list(new Tagged.NotAtAll())).containsExactly(untagged);
        assertThat(list(new Tagged.Somehow())).containsExactly(index, second, first);
        assertThat(list(new Tagged.As(List.of("v1", "v9")))).containsExactly(first);
        assertThat(list(new Tagged.Like("V"))).containsExactly(second, first);
        assertThat(list(new Tagged.Like("mul"))).containsExactly(index);
        assertThat(list(filter(new Tagged.Whatever(), true))).containsExactly(index, child, second, first, untagged);
    }

    @Test
    void theListIsChosenByWhatTheArtifactIs() throws IOException {
        Digest config = content.push(APP, "{}");
        Digest image = content.image(APP, "v1", config);
        String helm = "application/vnd.cncf.helm.config.v1+json";
        Digest chart = content.put(APP, manifestWith(helm, config), "chart");
        assertThat(list(chosen(null, List.of("CHART"), null))).containsExactly(chart);
        assertThat(list(chosen(null, null, List.of(helm)))).containsExactly(chart);
        assertThat(list(chosen(List.of(image.toString()), null, null))).containsExactly(image);
        assertThat(artifacts.count(APP, chosen(null, List.of("CHART", "IMAGE"), null)))
                .isEqualTo(2);
    }

    @Test
    void pushingAgainDoesNotMoveAnArtifactButDeletingItFirstDoes() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest first = content.image(APP, "v1", layer);
        Digest second = content.image(APP, "v2", layer, layer);
        content.image(APP, "again", layer);
        assertThat(list(new Tagged.Whatever())).containsExactly(second, first);
        content.manifests.delete(APP, first);
        content.image(APP, "v1", layer);
        assertThat(list(new Tagged.Whatever())).containsExactly(first, second);
    }

    @Test
    void theListComesInTheOrderAskedForAndInPages() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest large = content.image(APP, "large", layer, layer, layer);
        Digest small = content.image(APP, "small", layer);
        assertThat(list(ordered(Order.PUSHED))).containsExactly(large, small);
        assertThat(list(ordered(Order.SIZE))).containsExactly(small, large);
        assertThat(list(ordered(Order.SIZE_DESCENDING))).containsExactly(large, small);
        assertThat(artifacts.list(APP, ordered(Order.PUSHED), NOTHING, 1L, 1))
                .extracting(Artifact::digest)
                .containsExactly(small);
        assertThat(list(between(Instant.now().plusSeconds(60), null))).isEmpty();
        assertThat(list(between(null, Instant.now().plusSeconds(60)))).hasSize(2);
    }

    @Test
    void aRepositoryThatIsNotThereHasAnEmptyList() {
        assertThat(artifacts.list(OTHER, ordered(Order.PUSHED), EVERYTHING, 10L, 0))
                .isEmpty();
        assertThat(artifacts.count(OTHER, ordered(Order.PUSHED))).isZero();
    }

    @Test
    void manifestsThatAreTooLongTogetherAreShownWithoutWhatTheySay() throws IOException {
        Digest layer = content.push(APP, "layer");
        for (String tag : List.of("one", "two", "three")) {
            content.put(APP, manifestOf(layer, tag, 2_000_000), tag);
        }
        assertThat(artifacts.list(APP, ordered(Order.PUSHED), NOTHING, 10L, 0))
                .extracting(artifact -> artifact.annotations().isEmpty())
                .containsExactly(false, false, true);
        assertThat(artifacts.find(APP, "three", NOTHING).annotations()).isNotEmpty();
    }

    @Test
    void aTagIsAddedOnceAndTakenFromItsOwnArtifactOnly() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest image = content.image(APP, "v1", layer);
        content.image(APP, "v2", layer, layer);
        ArtifactKey first = artifacts.locate(APP, "v1");
        ArtifactKey second = artifacts.locate(APP, "v2");
        artifacts.addTag(first, new TagName("more"));
        assertThat(content.tagged(APP, "more")).hasValue(image);
        assertThatThrownBy(() -> artifacts.addTag(second, new TagName("more")))
                .hasMessage("tag more already exists under the repository " + first.repositoryId());
        assertThatThrownBy(() -> artifacts.removeTag(second, "more"))
                .hasMessage("tag more attached to artifact " + second.id() + " not found");
        artifacts.removeTag(first, "more");
        assertThat(content.tagged(APP, "more")).isEmpty();
    }

    @Test
    void anArtifactDeletedMeanwhileGetsNoTag() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        ArtifactKey key = artifacts.locate(APP, "v1");
        content.manifests.delete(APP, image);
        assertThatThrownBy(() -> artifacts.addTag(key, new TagName("late")))
                .hasMessage("artifact lib/app@" + image + " not found");
        assertThat(content.count("SELECT count(*) FROM tag")).isZero();
    }

    @Test
    void tagsComeTheLatestFirst() throws IOException {
        Digest layer = content.push(APP, "layer");
        for (String tag : List.of("b", "a", "c")) {
            content.image(APP, tag, layer);
        }
        content.image(APP, "b", layer);
        ArtifactKey key = artifacts.locate(APP, "a");
        assertThat(tags(key, new TagFilter(null, null, TagFilter.Order.PUSHED_DESCENDING)))
                .containsExactly("b", "c", "a");
        assertThat(tags(key, new TagFilter(null, null, TagFilter.Order.NAME))).containsExactly("a", "b", "c");
        assertThat(tags(key, new TagFilter("C", null, TagFilter.Order.NAME))).containsExactly("c");
        assertThat(artifacts.countTags(key, new TagFilter(null, List.of("a", "x"), TagFilter.Order.NAME)))
                .isEqualTo(1);
        assertThat(artifacts.tags(key, new TagFilter(null, null, TagFilter.Order.NAME), 1L, 1))
                .extracting(tag -> tag.name().value())
                .containsExactly("b");
    }

    private List<String> tags(ArtifactKey key, TagFilter filter) {
        return artifacts.tags(key, filter, null, 0).stream()
                .map(tag -> tag.name().value())
                .toList();
    }

    private List<Digest> list(Tagged tagged) {
        return list(filter(tagged, false));
    }

    private List<Digest> list(ArtifactFilter filter) {
        List<Artifact> found = artifacts.list(APP, filter, EVERYTHING, null, 0);
        assertThat(artifacts.count(APP, filter)).isEqualTo(found.size());
        return found.stream().map(Artifact::digest).toList();
    }

    private static ArtifactFilter filter(Tagged tagged, boolean withChildren) {
        return new ArtifactFilter(tagged, withChildren, null, null, null, null, null, Order.PUSHED_DESCENDING);
    }

    private static ArtifactFilter chosen(
            @Nullable List<String> digests, @Nullable List<String> kinds, @Nullable List<String> mediaTypes) {
        return new ArtifactFilter(
                new Tagged.Whatever(), false, digests, kinds, mediaTypes, null, null, Order.PUSHED_DESCENDING);
    }

    private static ArtifactFilter ordered(Order order) {
        return new ArtifactFilter(new Tagged.Whatever(), false, null, null, null, null, null, order);
    }

    private static ArtifactFilter between(@Nullable Instant from, @Nullable Instant to) {
        return new ArtifactFilter(new Tagged.Whatever(), false, null, null, null, from, to, Order.PUSHED);
    }

    private void assertNotFound(String message, String reference) {
        RepositoryName repository = APP;
        assertThatThrownBy(() -> artifacts.find(repository, reference, EVERYTHING))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem()).isInstanceOf(Problem.NotFound.class))
                .hasMessage(message);
    }

    private static byte[] manifestWith(String configType, Digest config) {
        return bytes("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"%s","size":1,"digest":"%s"},"layers":[]}
                """.formatted(configType, config));
    }

    private static byte[] manifestOf(Digest config, String name, int length) {
        return bytes("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                 "config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":1,"digest":"%s"},"layers":[],
                 "annotations":{"%s":"%s"}}
                """.formatted(config, name, "x".repeat(length)));
    }
}
