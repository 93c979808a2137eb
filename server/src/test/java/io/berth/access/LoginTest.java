package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.RepositoryName;
import java.io.IOException;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LoginTest {
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
    void aWarmLoginCostsOneStatementAndNoHash() {
        Principal user = access.user();
        long statements = access.db.statements();
        long hashes = access.passwords.hashes();
        assertThat(access.login.verify(user.name(), TestAccess.PASSWORD)).contains(user);
        assertThat(access.db.statements() - statements).isEqualTo(1);
        assertThat(access.passwords.hashes() - hashes).isZero();
    }

    @Test
    void aWrongPasswordAnUnknownNameAndADeletedAccountAreNobody() {
        Principal user = access.user();
        assertThat(access.login.verify(user.name(), "Wrong12345")).isEmpty();
        assertThat(access.login.verify("nobody", TestAccess.PASSWORD)).isEmpty();
        assertThat(access.login.verify("", TestAccess.PASSWORD)).isEmpty();
        access.users.delete(user.id());
        assertThat(access.login.verify(user.name(), TestAccess.PASSWORD)).isEmpty();
    }

    @Test
    void aChangedPasswordHoldsAtOnceThoughTheOldOneWasJustChecked() {
        Principal user = access.user();
        access.users.setPassword(user.id(), "Golden67890");
        assertThat(access.login.verify(user.name(), TestAccess.PASSWORD)).isEmpty();
        assertThat(access.login.verify(user.name(), "Golden67890")).contains(user);
    }

    @Test
    void rightsFollowTheRole() {
        Project closed = access.project(access.admin(), false);
        RepositoryName repository = TestAccess.repository(closed);
        for (Role role : Role.values()) {
            Principal member = access.user();
            access.addMember(closed, member, role);
            assertThat(access.rights.on(member, repository)).isEqualTo(role.actions());
        }
        assertThat(access.rights.on(access.admin(), repository)).isEqualTo(EnumSet.allOf(Action.class));
        assertThat(access.rights.on(access.user(), repository)).isEmpty();
        assertThat(access.rights.on(Principal.anonymous(), repository)).isEmpty();
    }

    @Test
    void everybodyPullsFromAPublicProjectAndItsOwnerDoesAll() {
        Principal owner = access.user();
        RepositoryName repository = TestAccess.repository(access.project(owner, true));
        assertThat(access.rights.on(owner, repository)).isEqualTo(EnumSet.allOf(Action.class));
        assertThat(access.rights.on(access.user(), repository)).containsExactly(Action.PULL);
        assertThat(access.rights.on(Principal.anonymous(), repository)).containsExactly(Action.PULL);
    }

    @Test
    void nobodyHasRightsInAProjectThatIsNot() {
        assertThat(access.rights.on(access.admin(), new RepositoryName("nosuch/app")))
                .isEmpty();
    }

    @Test
    void rightsCostOneStatement() {
        Principal user = access.user();
        RepositoryName repository = TestAccess.repository(access.project(user, false));
        long statements = access.db.statements();
        access.rights.on(user, repository);
        assertThat(access.db.statements() - statements).isEqualTo(1);
    }
}
