package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.OTHER;
import static io.berth.content.TestContent.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrashTest {
    private TestContent content;

    @BeforeEach
    void open(@TempDir Path directory) {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void aRestoredImageIsThereWithItsTagsAndBlobs() throws IOException {
        Digest blob = content.push(APP, "layer");
        Digest image = content.image(APP, "v1", blob);
        content.image(APP, "latest", blob);
        content.later(Duration.ofHours(25));
        content.manifests.delete(APP, image);
        content.later(Duration.ofHours(23));
        content.collect();
        assertThat(content.read(APP, blob)).isEmpty();
        assertThat(content.trash.restore(APP, image)).isEqualTo(new Restored(tags("latest", "v1"), List.of()));
        assertThat(content.tagged(APP, "v1")).hasValue(image);
        assertThat(content.tagged(APP, "latest")).hasValue(image);
        assertThat(content.read(APP, blob)).hasValue(bytes("layer"));
    }

    @Test
    void aTagThatMeansAnotherImageByNowStaysThere() throws IOException {
        Digest blob = content.push(APP, "layer");
        Digest old = content.image(APP, "v1", blob);
        content.image(APP, "old", blob);
        content.manifests.delete(APP, old);
        Digest other = content.image(APP, "v1", blob, blob);
        assertThat(content.trash.restore(APP, old)).isEqualTo(new Restored(tags("old"), tags("v1")));
        assertThat(content.tagged(APP, "v1")).hasValue(other);
        assertThat(content.tagged(APP, "old")).hasValue(old);
        assertThat(content.count("SELECT count(*) FROM deleted_tag")).isZero();
    }

    @Test
    void anIndexComesBackWithAllBelowIt() throws IOException {
        Digest image = content.image(APP, "amd64", content.push(APP, "layer"));
        Digest inner = content.index(APP, null, image);
        Digest outer = content.index(APP, "multi", inner);
        content.manifests.delete(APP, outer);
        content.manifests.delete(APP, image);
        assertThat(content.trash.restore(APP, outer)).isEqualTo(new Restored(tags("amd64", "multi"), List.of()));
        assertThat(List.of(outer, inner, image))
                .allSatisfy(digest -> assertThat(content.manifest(APP, digest)).isPresent());
    }

    @Test
    void aChildComesBackWithoutItsIndex() throws IOException {
        Digest child = content.image(APP, null, content.push(APP, "layer"));
        Digest index = content.index(APP, "multi", child);
        content.manifests.delete(APP, index);
        content.trash.restore(APP, child);
        assertThat(content.manifest(APP, child)).isPresent();
        assertThat(content.manifest(APP, index)).isEmpty();
    }

    @Test
    void aLiveImageCannotBeRestored() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        assertThatThrownBy(() -> content.trash.restore(APP, image))
                .satisfies(thrown -> assertThat(problem(thrown)).isInstanceOf(Problem.Conflict.class));
    }

    @Test
    void whatWasNeverInTheRepositoryCannotBeRestored() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        content.manifests.delete(APP, image);
        assertThatThrownBy(() -> content.trash.restore(OTHER, image))
                .satisfies(thrown -> assertThat(problem(thrown)).isInstanceOf(Problem.NotFound.class));
    }

    @Test
    void nothingIsRestoredAfterTheWindow() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        content.manifests.delete(APP, image);
        content.later(Duration.ofHours(25));
        assertThatThrownBy(() -> content.trash.restore(APP, image))
                .satisfies(thrown -> assertThat(problem(thrown)).isInstanceOf(Problem.NotFound.class));
    }

    @Test
    void anImagePushedAgainForgetsItsOldTags() throws IOException {
        Digest blob = content.push(APP, "layer");
        Digest image = content.image(APP, "old", blob);
        content.manifests.delete(APP, image);
        content.image(APP, "new", blob);
        content.manifests.delete(APP, image);
        assertThat(content.trash.restore(APP, image).tags()).isEqualTo(tags("new"));
    }

    private static Problem problem(Throwable thrown) {
        return ((ProblemException) thrown).problem();
    }

    private static List<TagName> tags(String... names) {
        return List.of(names).stream().map(TagName::new).toList();
    }
}
