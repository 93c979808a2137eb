package io.berth.it.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.image.TestImages;
import io.berth.it.registry.Answer;
import io.berth.it.registry.Credentials;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may use the API of repositories, artifacts and tags: every endpoint for nobody, for a stranger and for the owner. */
@ExtendWith(SharedServer.class)
final class RepositoryRightsTest {
    /** Those that only read, and that a public project shows to everybody. */
    private static final List<String> SHOWN = List.of(
            "GET repositories",
            "GET repositories/a%252Fb/artifacts",
            "GET repositories/a%252Fb/artifacts/v1",
            "GET repositories/a%252Fb/artifacts/v1/tags",
            "GET repositories/a%252Fb/artifacts/v1/accessories",
            "GET repositories/a%252Fb/artifacts/v1/additions/build_history",
            "GET repositories/a%252Fb/artifacts/v1/additions/vulnerabilities");

    /** Those that only a member may use, in an order in which all of them work. */
    private static final List<String> KEPT = List.of(
            "GET repositories/a%252Fb",
            "PUT repositories/a%252Fb",
            "POST repositories/a%252Fb/artifacts/v1/tags",
            "DELETE repositories/a%252Fb/artifacts/v1/tags/more",
            "DELETE repositories/a%252Fb/artifacts/v1",
            "DELETE repositories/a%252Fb");

    private final Installation berth;
    private final Registry stranger;
    private final Registry nobody;

    RepositoryRightsTest(Installation berth) {
        this.berth = berth;
        this.stranger = berth.admin().as(berth.newUser());
        this.nobody = berth.admin().as(Credentials.ANONYMOUS);
    }

    @TestFactory
    Stream<DynamicTest> aPrivateProjectIsClosedToAllOthers() {
        Project project = filled(berth.newProject());
        return Stream.concat(SHOWN.stream(), KEPT.stream())
                .map(call -> DynamicTest.dynamicTest(call, () -> {
                    refused(send(nobody, project, call), 401, "UNAUTHORIZED");
                    refused(send(stranger, project, call), 403, "FORBIDDEN");
                }));
    }

    @TestFactory
    Stream<DynamicTest> aPublicProjectIsShownToEverybody() {
        Project project = filled(berth.newPublicProject());
        return SHOWN.stream()
                .map(call -> DynamicTest.dynamicTest(call, () -> {
                    int expected = call.endsWith("vulnerabilities") ? 404 : 200;
                    send(nobody, project, call).expect(expected);
                    send(stranger, project, call).expect(expected);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aPublicProjectIsChangedByMembersOnly() {
        Project project = filled(berth.newPublicProject());
        return KEPT.stream()
                .map(call -> DynamicTest.dynamicTest(call, () -> {
                    refused(send(nobody, project, call), 401, "UNAUTHORIZED");
                    refused(send(stranger, project, call), 403, "FORBIDDEN");
                }));
    }

    @Test
    void theOwnerMayDoAllOfIt() {
        Project project = filled(berth.newProject());
        Stream.concat(SHOWN.stream(), KEPT.stream())
                .filter(call -> !call.endsWith("vulnerabilities"))
                .forEach(call -> send(project.registry(), project, call).expect(200, 201));
    }

    @Test
    void aProjectThatIsNotThereIsClosedAsAPrivateOneIs() {
        Project none = new Project("none-" + berth.newProject().name(), berth.newUser(), stranger);
        for (String call : SHOWN) {
            refused(send(nobody, none, call), 401, "UNAUTHORIZED");
            refused(send(stranger, none, call), 403, "FORBIDDEN");
        }
    }

    @Test
    void theNumberOfAProjectDoesNotOpenARepository() {
        Project project = filled(berth.newProject());
        long id = project.registry()
                .send(Request.get("/api/v2.0/projects/" + project.name()))
                .expect(200)
                .json()
                .path("project_id")
                .asLong();
        Project byNumber = new Project(Long.toString(id), project.owner(), project.registry());
        refused(send(project.registry(), byNumber, "GET repositories/a%252Fb"), 403, "FORBIDDEN");
    }

    @Test
    void theListOfAllRepositoriesHasWhatTheCallerMaySee() {
        String hidden = filled(berth.newProject()).repository("a/b");
        Project owned = filled(berth.newProject());
        String open = filled(berth.newPublicProject()).repository("a/b");
        assertThat(all(nobody)).contains(open).doesNotContain(hidden, owned.repository("a/b"));
        assertThat(all(owned.registry()))
                .contains(open, owned.repository("a/b"))
                .doesNotContain(hidden);
        assertThat(all(berth.admin())).contains(open, owned.repository("a/b"), hidden);
    }

    @Test
    void aDeletedRepositoryIsGoneForPullsToo() {
        Project project = filled(berth.newProject());
        Registry owner = project.registry();
        String repository = project.repository("a/b");
        owner.send(Request.delete(path(project, "repositories/a%252Fb"))).expect(200);
        owner.manifest(repository, "v1").expect(404);
        owner.send(Request.get("/v2/" + repository + "/tags/list")).expect(404);
        owner.send(Request.get(path(project, "_deletable"))).expect(200);
        owner.send(Request.delete("/api/v2.0/projects/" + project.name())).expect(200);
    }

    private static List<String> all(Registry registry) {
        return registry.send(Request.get("/api/v2.0/repositories?page_size=0"))
                .expect(200)
                .json()
                .findValuesAsText("name");
    }

    private static Project filled(Project project) {
        project.registry().push(project.repository("a/b"), "v1", new TestImages(1).image(1, 100));
        return project;
    }

    private static Answer send(Registry registry, Project project, String call) {
        String[] words = call.split(" ", 2);
        String path = path(project, words[1]);
        return registry.send(
                switch (words[0]) {
                    case "PUT" -> Request.put(path).json("{\"description\":\"changed\"}");
                    case "POST" -> Request.post(path).json("{\"name\":\"more\"}");
                    default -> Request.of(words[0], path);
                });
    }

    private static String path(Project project, String rest) {
        return "/api/v2.0/projects/" + project.name() + "/" + rest;
    }

    private static void refused(Answer answer, int status, String code) {
        answer.expect(status);
        assertThat(answer.errorCodes()).containsExactly(code);
    }
}
