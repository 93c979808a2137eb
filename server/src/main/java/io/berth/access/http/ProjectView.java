package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.access.CveAllowlist;
import io.berth.access.Principal;
import io.berth.access.Project;
import io.berth.access.Role;
import io.berth.harborapi.HarborTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A project as Harbor shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProjectView(
        @JsonProperty("project_id") long projectId,
        @JsonProperty("name") String name,
        @JsonProperty("owner_id") long ownerId,
        @JsonProperty("owner_name") @Nullable String ownerName,
        @JsonProperty("current_user_role_id") @Nullable Integer currentUserRoleId,

        @JsonProperty("current_user_role_ids") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        List<Integer> currentUserRoleIds,

        @JsonProperty("repo_count") long repoCount,
        @JsonProperty("metadata") @Nullable Map<String, String> metadata,
        @JsonProperty("cve_allowlist") Allowlist cveAllowlist,
        @JsonProperty("creation_time") String creationTime,
        @JsonProperty("update_time") String updateTime) {

    /** The accepted findings. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Allowlist(
            @JsonProperty("id") @Nullable Long id,
            @JsonProperty("project_id") @Nullable Long projectId,
            @JsonProperty("expires_at") @Nullable Long expiresAt,

            @JsonProperty("items") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            List<Item> items,

            @JsonProperty("creation_time") String creationTime,
            @JsonProperty("update_time") String updateTime) {

        /** One of them. */
        record Item(@JsonProperty("cve_id") String cveId) {}

        static Allowlist of(Project project) {
            CveAllowlist allowlist = project.allowlist();
            return new Allowlist(
                    project.id(),
                    project.id(),
                    allowlist.expiresAt(),
                    allowlist.cveIds().stream().map(Item::new).toList(),
                    HarborTime.ZERO,
                    HarborTime.ZERO);
        }

        static Allowlist unread() {
            return new Allowlist(null, null, null, null, HarborTime.ZERO, HarborTime.ZERO);
        }
    }

    static ProjectView of(Project project, Principal viewer, boolean inDetail) {
        Role role = viewer.admin() ? Role.PROJECT_ADMIN : project.role();
        return new ProjectView(
                project.id(),
                project.name(),
                project.ownerId(),
                inDetail ? project.ownerName() : null,
                role == null ? null : role.number(),
                role == null ? null : List.of(role.number()),
                project.repositories(),
                inDetail ? project.metadata() : null,
                inDetail ? Allowlist.of(project) : Allowlist.unread(),
                HarborTime.of(project.createdAt()),
                HarborTime.of(project.updatedAt()));
    }
}
