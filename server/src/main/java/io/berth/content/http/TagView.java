package io.berth.content.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.content.ArtifactTag;
import io.berth.harborapi.HarborTime;

/** A tag as Harbor shows it. Pulls are not noted yet, and no tag is immutable yet. */
record TagView(
        @JsonProperty("id") long id,
        @JsonProperty("repository_id") long repositoryId,
        @JsonProperty("artifact_id") long artifactId,
        @JsonProperty("name") String name,
        @JsonProperty("push_time") String pushTime,
        @JsonProperty("pull_time") String pullTime,
        @JsonProperty("immutable") boolean immutable) {

    static TagView of(ArtifactTag tag, long repositoryId, long artifactId) {
        return new TagView(
                tag.id(),
                repositoryId,
                artifactId,
                tag.name().value(),
                HarborTime.of(tag.pushedAt()),
                HarborTime.ZERO,
                false);
    }
}
