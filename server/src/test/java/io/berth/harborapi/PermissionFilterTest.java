package io.berth.harborapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.access.CveAllowlist;
import io.berth.access.Project;
import io.berth.access.Role;
import io.berth.harborapi.Permission.Need;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PermissionFilterTest {
    @ParameterizedTest
    @CsvSource({
        "PROJECT_ADMIN, true, true, true, true, true",
        "MAINTAINER,    true, true, true, true, false",
        "DEVELOPER,     true, true, true, false, false",
        "GUEST,         true, true, false, false, false",
        "LIMITED_GUEST, true, true, false, false, false"
    })
    void aMemberMayDoWhatTheRoleGives(
            Role role, boolean read, boolean member, boolean push, boolean delete, boolean admin) {
        Project project = project(false, role);
        assertThat(PermissionFilter.has(project, Need.PROJECT_READ)).isEqualTo(read);
        assertThat(PermissionFilter.has(project, Need.PROJECT_MEMBER)).isEqualTo(member);
        assertThat(PermissionFilter.has(project, Need.PROJECT_PUSH)).isEqualTo(push);
        assertThat(PermissionFilter.has(project, Need.PROJECT_DELETE)).isEqualTo(delete);
        assertThat(PermissionFilter.has(project, Need.PROJECT_ADMIN)).isEqualTo(admin);
    }

    @Test
    void aStrangerMayOnlyReadAndOnlyWhatIsPublic() {
        assertThat(PermissionFilter.has(project(true, null), Need.PROJECT_READ)).isTrue();
        assertThat(PermissionFilter.has(project(false, null), Need.PROJECT_READ))
                .isFalse();
        assertThat(PermissionFilter.has(project(true, null), Need.PROJECT_MEMBER))
                .isFalse();
        assertThat(PermissionFilter.has(project(true, null), Need.PROJECT_PUSH)).isFalse();
        assertThat(PermissionFilter.has(project(true, null), Need.PROJECT_DELETE))
                .isFalse();
    }

    private static Project project(boolean isPublic, @Nullable Role role) {
        return new Project(
                2,
                "project",
                1,
                "admin",
                isPublic,
                Map.of(),
                CveAllowlist.empty(),
                -1,
                0,
                Instant.EPOCH,
                Instant.EPOCH,
                role);
    }
}
