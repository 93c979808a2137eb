package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.oci.Digest;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ProjectsTest {
    private static TestAccess access;
    private static Principal admin;

    @BeforeAll
    static void open() {
        access = TestAccess.create();
        admin = access.admin();
    }

    @AfterAll
    static void close() throws IOException {
        access.close();
    }

    @Test
    void theFirstProjectIsThePublicLibrary() {
        assertThat(access.projects.find(new ProjectRef.ByName("library"), Principal.anonymous()))
                .get()
                .satisfies(library -> {
                    assertThat(library.id()).isEqualTo(1);
                    assertThat(library.isPublic()).isTrue();
                    assertThat(library.ownerName()).isEqualTo("admin");
                });
    }

    @Test
    void itsCreatorAdministersIt() {
        Principal owner = access.user();
        Project project = access.project(owner, false);
        assertThat(project.role()).isEqualTo(Role.PROJECT_ADMIN);
        assertThat(access.find(project.id(), access.user()).role()).isNull();
        assertThat(access.projects.summary(project).members()).containsExactly(Map.entry(Role.PROJECT_ADMIN, 1L));
    }

    @Test
    void aNameIsTakenOnce() {
        NewProject project = new NewProject(new ProjectName("once"), Map.of(), CveAllowlist.empty(), -1);
        access.projects.create(admin, project);
        assertRefused(Problem.Conflict.class, () -> access.projects.create(admin, project));
    }

    @Test
    void aNewProjectIsPrivateAndKnowsItsKeysOnly() {
        long id = access.projects.create(
                admin,
                new NewProject(
                        new ProjectName("keys"),
                        Map.of("auto_scan", "true", "severity", "High", "unknown_key", "x"),
                        new CveAllowlist(List.of("CVE-2020-0001"), 1_999_999_999L),
                        5_000));
        Project project = access.find(id, admin);
        assertThat(project.isPublic()).isFalse();
        assertThat(project.metadata()).isEqualTo(Map.of("public", "false", "auto_scan", "true", "severity", "high"));
        assertThat(project.allowlist()).isEqualTo(new CveAllowlist(List.of("CVE-2020-0001"), 1_999_999_999L));
        assertThat(project.storageLimit()).isEqualTo(5_000);
    }

    @Test
    void aSwitchOfANewProjectIsTrueOrFalse() {
        assertRefused(
                Problem.Invalid.class,
                () -> access.projects.create(
                        admin,
                        new NewProject(new ProjectName("switch"), Map.of("public", "x"), CveAllowlist.empty(), -1)));
        assertRefused(
                Problem.Invalid.class,
                () -> access.projects.create(
                        admin, new NewProject(new ProjectName("limit"), Map.of(), CveAllowlist.empty(), -2)));
    }

    @Test
    void aChangeLeavesTheOtherSettings() {
        Project project = access.project(admin, true);
        access.projects.update(project, Map.of("auto_scan", "true"), null);
        access.projects.update(project, Map.of("severity", "awful"), null);
        assertThat(access.find(project.id(), admin).metadata())
                .isEqualTo(Map.of("public", "true", "auto_scan", "true", "severity", "unknown"));
    }

    @Test
    void whatIsNotTrueIsNotPublic() {
        Project project = access.project(admin, true);
        access.projects.update(project, Map.of("public", "maybe"), null);
        assertThat(access.find(project.id(), admin).isPublic()).isFalse();
        assertThat(access.find(project.id(), admin).metadata()).containsEntry("public", "maybe");
    }

    @Test
    void aProjectWithALiveArtifactIsNotDeleted() {
        Project project = access.project(admin, false);
        long artifact = access.artifact(project, digest("kept"));
        assertThat(access.find(project.id(), admin).repositories()).isEqualTo(1);
        assertThat(access.projects.summary(project).usedBytes()).isEqualTo(1000);
        assertRefused(Problem.InUse.class, () -> access.projects.delete(project));
        access.db.update("UPDATE artifact SET deleted_at = now() WHERE id = ?", artifact);
        assertThat(access.find(project.id(), admin).repositories()).isZero();
        access.projects.delete(project);
        assertThat(access.projects.find(new ProjectRef.ById(project.id()), admin))
                .isEmpty();
        assertRefused(Problem.NotFound.class, () -> access.projects.delete(project));
    }

    @Test
    @Timeout(60)
    void aPushThatCommitsWhileTheProjectIsBeingDeletedWins() throws Exception {
        Project project = access.project(admin, false);
        CountDownLatch waits = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> push = threads.submit(() -> access.db.inTransaction(sql -> {
                sql.update("""
                        WITH r AS (
                            INSERT INTO repository (project_id, name) VALUES (?, ?) RETURNING id)
                        INSERT INTO artifact (repository_id, digest, media_type, body, body_size, content_size)
                        SELECT id, ?, 'application/vnd.oci.image.manifest.v1+json', '{}', 2, 2 FROM r
                        """, project.id(), project.name() + "/raced", digest("raced"));
                waits.countDown();
                awaitABlockedStatement();
                return true;
            }));
            waits.await();
            assertRefused(Problem.InUse.class, () -> access.projects.delete(project));
            assertThat(push.get()).isTrue();
        }
        assertThat(access.find(project.id(), admin).repositories()).isEqualTo(1);
    }

    @Test
    void whatADeletedProjectHeldGoesToTheCollector() {
        Project project = access.project(admin, false);
        String held = digest("held");
        long artifact = access.artifact(project, held);
        access.db.update("UPDATE artifact SET deleted_at = now() WHERE id = ?", artifact);
        String leased = digest("leased");
        access.db.update("INSERT INTO object (object_key, state) VALUES (?, 'live')", leased);
        access.db.update("INSERT INTO blob (digest, object_key, size) VALUES (?, ?, 1)", leased, leased);
        access.db.update("""
                INSERT INTO blob_lease (repository_id, digest, expires_at)
                SELECT id, ?, now() + interval '1 day' FROM repository WHERE project_id = ?
                """, leased, project.id());
        access.projects.delete(project);
        assertThat(access.db.query("SELECT digest FROM gc_candidate", row -> row.getString(1)))
                .contains(held, leased);
    }

    @Test
    void aListShowsWhatTheCallerMaySee() {
        Principal member = access.user();
        Project open = access.project(admin, true);
        Project closed = access.project(admin, false);
        Project joined = access.project(admin, false);
        access.addMember(joined, member, Role.GUEST);
        assertThat(names(member)).contains(open.name(), joined.name()).doesNotContain(closed.name());
        assertThat(names(Principal.anonymous())).contains(open.name()).doesNotContain(closed.name(), joined.name());
        assertThat(names(admin)).contains(open.name(), closed.name(), joined.name());
    }

    @Test
    void aListIsFilteredSortedAndPaged() {
        for (String name : new String[] {"sorted-b", "sorted-a", "sorted-c"}) {
            access.projects.create(
                    admin,
                    new NewProject(
                            new ProjectName(name),
                            Map.of("public", Boolean.toString(name.endsWith("a"))),
                            CveAllowlist.empty(),
                            -1));
        }
        assertThat(listed(filter("SORTED-", null, null, ProjectFilter.Order.NAME)))
                .containsExactly("sorted-a", "sorted-b", "sorted-c");
        assertThat(listed(filter("sorted-", null, null, ProjectFilter.Order.NAME_DESCENDING)))
                .containsExactly("sorted-c", "sorted-b", "sorted-a");
        assertThat(listed(filter("sorted-", null, null, ProjectFilter.Order.CREATED)))
                .containsExactly("sorted-b", "sorted-a", "sorted-c");
        assertThat(listed(filter("sorted-", null, null, ProjectFilter.Order.CREATED_DESCENDING)))
                .containsExactly("sorted-c", "sorted-a", "sorted-b");
        assertThat(listed(filter("sorted-", true, null, ProjectFilter.Order.NAME)))
                .containsExactly("sorted-a");
        assertThat(listed(filter(null, null, List.of("sorted-a", "sorted-c"), ProjectFilter.Order.NAME)))
                .containsExactly("sorted-a", "sorted-c");
        ProjectFilter all = filter("sorted-", null, null, ProjectFilter.Order.NAME);
        assertThat(access.projects.list(all, admin, 1L, 1))
                .extracting(Project::name)
                .containsExactly("sorted-b");
        assertThat(access.projects.count(all, admin)).isEqualTo(3);
    }

    /** Until a statement in this database waits for the row lock of another. */
    private static void awaitABlockedStatement() {
        while (access.db.query("""
                        SELECT 1 FROM pg_stat_activity
                         WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """, row -> row.getInt(1)).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static List<String> names(Principal viewer) {
        return access.projects.list(filter(null, null, null, ProjectFilter.Order.NAME), viewer, null, 0).stream()
                .map(Project::name)
                .toList();
    }

    private static List<String> listed(ProjectFilter filter) {
        return access.projects.list(filter, admin, null, 0).stream()
                .map(Project::name)
                .toList();
    }

    private static ProjectFilter filter(
            @Nullable String part,
            @Nullable Boolean isPublic,
            @Nullable List<String> names,
            ProjectFilter.Order order) {
        return new ProjectFilter(part, names, isPublic, null, null, null, order);
    }

    private static String digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static void assertRefused(Class<? extends Problem> problem, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem()).isInstanceOf(problem));
    }
}
