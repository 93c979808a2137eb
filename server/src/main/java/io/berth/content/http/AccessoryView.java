package io.berth.content.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.content.Accessory;
import io.berth.content.ArtifactKey;
import io.berth.harborapi.HarborTime;

/** An accessory as Harbor shows it. It is an artifact, so it has that one's number. */
record AccessoryView(
        @JsonProperty("id") long id,
        @JsonProperty("artifact_id") long artifactId,
        @JsonProperty("subject_artifact_id") long subjectArtifactId,
        @JsonProperty("subject_artifact_digest") String subjectArtifactDigest,
        @JsonProperty("subject_artifact_repo") String subjectArtifactRepo,
        @JsonProperty("size") long size,
        @JsonProperty("digest") String digest,
        @JsonProperty("type") String type,
        @JsonProperty("icon") String icon,
        @JsonProperty("creation_time") String creationTime) {

    static AccessoryView of(Accessory accessory, ArtifactKey subject) {
        return new AccessoryView(
                accessory.id(),
                accessory.id(),
                subject.id(),
                subject.digest().toString(),
                subject.repository().value(),
                accessory.size(),
                accessory.digest().toString(),
                accessory.type(),
                Icons.ofAccessory(accessory.type()),
                HarborTime.of(accessory.pushedAt()));
    }
}
