package io.berth.content.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.content.RepositoryEntry;
import io.berth.harborapi.HarborTime;

/** A repository as Harbor shows it. Pulls are not counted yet. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record RepositoryView(
        @JsonProperty("id") long id,
        @JsonProperty("project_id") long projectId,
        @JsonProperty("name") String name,
        @JsonProperty("description") String description,
        @JsonProperty("artifact_count") long artifactCount,
        @JsonProperty("pull_count") long pullCount,
        @JsonProperty("creation_time") String creationTime,
        @JsonProperty("update_time") String updateTime) {

    static RepositoryView of(RepositoryEntry repository) {
        return new RepositoryView(
                repository.id(),
                repository.projectId(),
                repository.name().value(),
                repository.description(),
                repository.artifacts(),
                0,
                HarborTime.of(repository.createdAt()),
                HarborTime.of(repository.updatedAt()));
    }
}
