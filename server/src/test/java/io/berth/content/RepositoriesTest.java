package io.berth.content;

import static io.berth.content.TestContent.APP;
import static io.berth.content.TestContent.OTHER;
import static io.berth.content.TestContent.repository;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.content.RepositoryFilter.Order;
import io.berth.content.RepositoryFilter.Scope;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepositoriesTest {
    private TestContent content;
    private Repositories repositories;

    @BeforeEach
    void open(@TempDir Path directory) {
        content = TestContent.first(TestDatabase.createConfig(), directory, TestContent.CONFIG);
        repositories = new Repositories(content.db);
    }

    @AfterEach
    void close() throws IOException {
        content.close();
    }

    @Test
    void aRepositoryIsThereFromItsFirstManifestOn() throws IOException {
        Digest layer = content.push(APP, "layer");
        assertThat(repositories.find(APP)).isEmpty();
        assertThat(list(everything())).isEmpty();
        content.image(APP, "v1", layer);
        assertThat(repositories.find(APP)).hasValueSatisfying(found -> {
            assertThat(found.name()).isEqualTo(APP);
            assertThat(found.projectId()).isEqualTo(1);
            assertThat(found.artifacts()).isEqualTo(1);
            assertThat(found.description()).isEmpty();
            assertThat(found.updatedAt()).isAfterOrEqualTo(found.createdAt());
        });
        assertThat(list(everything())).containsExactly(APP);
    }

    @Test
    void itCountsNeitherAccessoriesNorUntaggedChildrenOfAnIndex() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest child = content.image(APP, null, layer);
        content.image(APP, "child", layer, layer);
        content.index(APP, "multi", child, content.image(APP, "child", layer, layer));
        content.put(APP, TestContent.referrerOf(child, layer), null);
        content.image(APP, null, layer, layer, layer);
        assertThat(artifacts()).isEqualTo(3);
    }

    @Test
    void aRepositoryWhoseLastArtifactIsDeletedStaysEmpty() throws IOException {
        content.manifests.delete(APP, content.image(APP, "v1", content.push(APP, "layer")));
        assertThat(artifacts()).isZero();
    }

    @Test
    void aDescriptionIsAChange() throws IOException {
        content.image(APP, "v1", content.push(APP, "layer"));
        Instant before = repositories.find(APP).orElseThrow().updatedAt();
        repositories.describe(APP, "what it is");
        assertThat(repositories.find(APP)).hasValueSatisfying(found -> {
            assertThat(found.description()).isEqualTo("what it is");
            assertThat(found.updatedAt()).isAfter(before);
        });
        assertNotFound(() -> repositories.describe(OTHER, "nothing there"));
    }

    @Test
    void whatIsDeletedIsInNoList() throws IOException {
        Digest layer = content.push(APP, "layer");
        content.push(OTHER, "layer");
        Digest tagged = content.image(APP, "v1", layer);
        Digest child = content.image(APP, null, layer, layer);
        Digest index = content.index(APP, "multi", child);
        Digest signature = content.put(APP, TestContent.referrerOf(tagged, layer), null);
        content.image(OTHER, "v1", layer);
        repositories.delete(APP);
        assertThat(repositories.find(APP)).isEmpty();
        assertThat(list(everything())).containsExactly(OTHER);
        assertThat(content.manifests.repositories("", 10)).containsExactly(OTHER.value());
        assertThat(List.of(tagged, child, index, signature))
                .allSatisfy(digest -> assertThat(content.manifest(APP, digest)).isEmpty());
        assertNotFound(() -> content.manifests.tags(APP, "", 10));
        assertNotFound(() -> repositories.delete(APP));
        assertThat(content.manifest(OTHER, tagged)).isPresent();
    }

    @Test
    void whatIsRestoredBringsTheRepositoryBack() throws IOException {
        Digest layer = content.push(APP, "layer");
        Digest image = content.image(APP, "v1", layer);
        Digest other = content.image(APP, "v2", layer, layer);
        repositories.describe(APP, "what it is");
        repositories.delete(APP);
        content.later(Duration.ofHours(23));
        content.collect();
        content.trash.restore(APP, image);
        assertThat(repositories.find(APP))
                .hasValueSatisfying(found -> assertThat(found.description()).isEqualTo("what it is"));
        assertThat(artifacts()).isEqualTo(1);
        assertThat(content.tagged(APP, "v1")).hasValue(image);
        assertThat(content.manifest(APP, other)).isEmpty();
        assertThat(content.read(APP, layer)).isPresent();
    }

    @Test
    void aRefusedRestoreBringsNothingBack() throws IOException {
        Digest image = content.image(APP, "v1", content.push(APP, "layer"));
        repositories.delete(APP);
        content.later(Duration.ofHours(25));
        assertNotFound(() -> content.trash.restore(APP, image));
        assertThat(repositories.find(APP)).isEmpty();
    }

    @Test
    void whatIsPushedAgainIsANewRepository() throws IOException {
        Digest layer = content.push(APP, "layer");
        content.image(APP, "v1", layer);
        repositories.describe(APP, "the old one");
        Instant born = repositories.find(APP).orElseThrow().createdAt();
        repositories.delete(APP);
        content.image(APP, "v1", layer);
        assertThat(repositories.find(APP)).hasValueSatisfying(found -> {
            assertThat(found.description()).isEmpty();
            assertThat(found.createdAt()).isAfter(born);
        });
        assertThat(artifacts()).isEqualTo(1);
    }

    @Test
    void aStrangerSeesPublicProjectsAndAMemberItsOwn() throws IOException {
        content.db.update("INSERT INTO account (id, name) VALUES (7, 'member')");
        content.db.update("""
                INSERT INTO project (id, name, owner_id, metadata) VALUES (2, 'open', 1, '{"public": "true"}')
                """);
        RepositoryName open = repository("open/app");
        content.image(APP, "v1", content.push(APP, "layer"));
        content.image(open, "v1", content.push(open, "layer"));
        content.db.update("INSERT INTO member (project_id, account_id, role) VALUES (1, 7, 5)");
        assertThat(list(in(new Scope.VisibleTo(0)))).containsExactly(open);
        assertThat(list(in(new Scope.VisibleTo(7)))).containsExactlyInAnyOrder(open, APP);
        assertThat(list(in(new Scope.InProject(1)))).containsExactly(APP);
        assertThat(repositories.count(in(new Scope.VisibleTo(0)))).isEqualTo(1);
    }

    @Test
    void theyAreFoundByNameAndByPartsOfIt() throws IOException {
        image(APP, OTHER, repository("lib/third"));
        assertThat(list(filter("OTHER", null, Order.NAME))).containsExactly(OTHER);
        assertThat(list(filter(null, List.of("lib/app", "lib/none"), Order.NAME)))
                .containsExactly(APP);
        assertThat(repositories.count(filter("lib/", null, Order.NAME))).isEqualTo(3);
    }

    @Test
    void theyComeInTheOrderAskedForAndInPages() throws IOException {
        RepositoryName third = repository("lib/third");
        image(APP, third, OTHER);
        assertThat(list(filter(null, null, Order.CREATED_DESCENDING))).containsExactly(OTHER, third, APP);
        assertThat(list(filter(null, null, Order.CREATED))).containsExactly(APP, third, OTHER);
        assertThat(list(filter(null, null, Order.NAME))).containsExactly(APP, OTHER, third);
        assertThat(list(filter(null, null, Order.NAME_DESCENDING))).containsExactly(third, OTHER, APP);
        repositories.describe(third, "changed last");
        assertThat(list(filter(null, null, Order.UPDATED_DESCENDING))).startsWith(third);
        assertThat(list(filter(null, null, Order.UPDATED))).endsWith(third);
        assertThat(repositories.list(filter(null, null, Order.NAME), 1L, 1))
                .extracting(RepositoryEntry::name)
                .containsExactly(OTHER);
    }

    private void image(RepositoryName... names) throws IOException {
        for (RepositoryName name : names) {
            content.image(name, "v1", content.push(name, "layer"));
        }
    }

    private long artifacts() {
        return repositories.find(APP).orElseThrow().artifacts();
    }

    private List<RepositoryName> list(RepositoryFilter filter) {
        return repositories.list(filter, null, 0).stream()
                .map(RepositoryEntry::name)
                .toList();
    }

    private static RepositoryFilter everything() {
        return in(new Scope.Everywhere());
    }

    private static RepositoryFilter in(Scope scope) {
        return new RepositoryFilter(scope, null, null, null, null, Order.CREATED_DESCENDING);
    }

    private static RepositoryFilter filter(@Nullable String part, @Nullable List<String> names, Order order) {
        return new RepositoryFilter(new Scope.Everywhere(), part, names, null, null, order);
    }

    private static void assertNotFound(Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem()).isInstanceOf(Problem.NotFound.class));
    }
}
