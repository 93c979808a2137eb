package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The body of a project's creation and change, under the name of Harbor's model. */
record ProjectReq(
        @JsonProperty("project_name") @Nullable String projectName,
        @JsonProperty("metadata") @Nullable ProjectMetadata metadata,
        @JsonProperty("cve_allowlist") @Nullable CVEAllowlist cveAllowlist,
        @JsonProperty("storage_limit") @Nullable Long storageLimit,
        @JsonProperty("registry_id") @Nullable Long registryId) {}
