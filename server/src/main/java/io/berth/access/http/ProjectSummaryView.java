package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.access.Principal;
import io.berth.access.Project;
import io.berth.access.ProjectSummary;
import io.berth.access.Role;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a project holds, as Harbor shows it: members and quota only to those who may list members and read quotas. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProjectSummaryView(
        @JsonProperty("repo_count") long repoCount,
        @JsonProperty("project_admin_count") @Nullable Long projectAdmins,
        @JsonProperty("maintainer_count") @Nullable Long maintainers,
        @JsonProperty("developer_count") @Nullable Long developers,
        @JsonProperty("guest_count") @Nullable Long guests,
        @JsonProperty("limited_guest_count") @Nullable Long limitedGuests,
        @JsonProperty("quota") @Nullable Quota quota) {

    /** Limit and use, in bytes. */
    record Quota(
            @JsonProperty("hard") Map<String, Long> hard,
            @JsonProperty("used") Map<String, Long> used) {}

    static ProjectSummaryView of(Project project, ProjectSummary summary, Principal viewer) {
        boolean member = viewer.admin() || project.role() != null;
        boolean seesMembers = member && project.role() != Role.LIMITED_GUEST;
        Map<Role, Long> members = seesMembers ? summary.members() : Map.of();
        return new ProjectSummaryView(
                project.repositories(),
                members.get(Role.PROJECT_ADMIN),
                members.get(Role.MAINTAINER),
                members.get(Role.DEVELOPER),
                members.get(Role.GUEST),
                members.get(Role.LIMITED_GUEST),
                member
                        ? new Quota(Map.of("storage", project.storageLimit()), Map.of("storage", summary.usedBytes()))
                        : null);
    }
}
