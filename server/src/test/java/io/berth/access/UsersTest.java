package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.io.IOException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UsersTest {
    private static final String LONG = "a".repeat(256);

    private static TestAccess access;

    @BeforeAll
    static void open() {
        access = TestAccess.create();
    }

    @AfterAll
    static void close() throws IOException {
        access.close();
    }

    @Test
    void anAccountIsFoundAsItWasMade() {
        long id = access.users.create(new NewAccount("ada", "ada@berth.test", "Ada", "first", TestAccess.PASSWORD));
        assertThat(access.users.find(id)).get().satisfies(account -> {
            assertThat(account.name()).isEqualTo("ada");
            assertThat(account.email()).isEqualTo("ada@berth.test");
            assertThat(account.realName()).isEqualTo("Ada");
            assertThat(account.comment()).isEqualTo("first");
            assertThat(account.admin()).isFalse();
        });
    }

    @Test
    void aNameOrAnEmailIsTakenOnce() {
        access.users.create(new NewAccount("bob", "bob@berth.test", "Bob", "", TestAccess.PASSWORD));
        assertRefused(
                Problem.Conflict.class,
                () -> access.users.create(new NewAccount("bob", "bob2@berth.test", "Bob", "", TestAccess.PASSWORD)));
        assertRefused(
                Problem.Conflict.class,
                () -> access.users.create(new NewAccount("bob2", "bob@berth.test", "Bob", "", TestAccess.PASSWORD)));
        assertRefused(
                Problem.Conflict.class,
                () -> access.users.create(new NewAccount("admin", "bob3@berth.test", "Bob", "", TestAccess.PASSWORD)));
    }

    @Test
    void aDeletedAccountSetsItsNameAndEmailFree() {
        NewAccount again = new NewAccount("carl", "carl@berth.test", "Carl", "", TestAccess.PASSWORD);
        long first = access.users.create(again);
        access.users.delete(first);
        assertThat(access.users.find(first)).isEmpty();
        assertThat(access.users.create(again)).isNotEqualTo(first);
        assertRefused(Problem.NotFound.class, () -> access.users.delete(first));
        assertRefused(Problem.NotFound.class, () -> access.users.setAdmin(first, true));
        assertRefused(Problem.NotFound.class, () -> access.users.setPassword(first, "Golden67890"));
        assertRefused(Problem.NotFound.class, () -> access.users.update(first, "x@berth.test", "x", ""));
    }

    @Test
    void theFirstAdministratorStays() {
        assertRefused(Problem.Denied.class, () -> access.users.delete(1));
        assertThat(access.users.list(AccountFilter.all(), null, 0)).noneMatch(account -> account.id() == 1);
    }

    @Test
    void anOwnerCanBeDeletedAndTheProjectStays() {
        Principal owner = access.user();
        Project project = access.project(owner, true);
        access.users.delete(owner.id());
        assertThat(access.projects.find(new ProjectRef.ById(project.id()), access.admin()))
                .get()
                .satisfies(left -> assertThat(left.ownerName()).isEqualTo(owner.name()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "a\"b", "a~b", "a#b", "a%b", "a$b", "a`b", "a\0b", "LONG"})
    void aNameHasNoneOfSomeCharacters(String name) {
        assertInvalid(new NewAccount(name.equals("LONG") ? LONG : name, "x@berth.test", "x", "", TestAccess.PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bad", "@berth.test", "a@b", "a b@berth.test", "a@@berth.test", "LONG@berth.test"})
    void anEmailIsOne(String email) {
        assertInvalid(new NewAccount("x", email.replace("LONG", LONG), "x", "", TestAccess.PASSWORD));
    }

    @Test
    void realNameCommentAndPasswordHaveTheirRules() {
        assertInvalid(new NewAccount("x", "x@berth.test", "", "", TestAccess.PASSWORD));
        assertInvalid(new NewAccount("x", "x@berth.test", "a#b", "", TestAccess.PASSWORD));
        assertInvalid(new NewAccount("x", "x@berth.test", "x", "c".repeat(31), TestAccess.PASSWORD));
        assertInvalid(new NewAccount("x", "x@berth.test", "x", "", "short"));
    }

    @Test
    void aNewPasswordIsAnother() {
        Principal user = access.user();
        assertRefused(Problem.Invalid.class, () -> access.users.setPassword(user.id(), TestAccess.PASSWORD));
        assertThat(access.users.hasPassword(user.id(), TestAccess.PASSWORD)).isTrue();
        assertThat(access.users.hasPassword(user.id(), "Wrong12345")).isFalse();
    }

    @Test
    void listsAreFilteredAndPaged() {
        for (String name : new String[] {"list-a", "list-b", "list-c"}) {
            access.users.create(new NewAccount(name, name + "@berth.test", "x", "", TestAccess.PASSWORD));
        }
        AccountFilter filter = AccountFilter.nameContains("LIST-");
        assertThat(access.users.list(filter, 2L, 1)).extracting(Account::name).containsExactly("list-b", "list-c");
        assertThat(access.users.count(filter)).isEqualTo(3);
        assertThat(access.users.list(new AccountFilter("list-b", null, null, null), null, 0))
                .hasSize(1);
        assertThat(access.users.list(new AccountFilter(null, null, "list-c@berth.test", null), null, 0))
                .hasSize(1);
        assertThat(access.users.list(AccountFilter.nameContains("%"), null, 0)).isEmpty();
        assertThat(access.users.list(AccountFilter.nameContains("list_"), null, 0))
                .isEmpty();
    }

    private static void assertInvalid(NewAccount account) {
        assertRefused(Problem.Invalid.class, () -> access.users.create(account));
    }

    private static void assertRefused(Class<? extends Problem> problem, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem()).isInstanceOf(problem));
    }
}
