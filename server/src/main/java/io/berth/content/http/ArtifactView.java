package io.berth.content.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.berth.content.Artifact;
import io.berth.content.ArtifactKey;
import io.berth.harborapi.HarborTime;
import io.berth.oci.Platform;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An artifact as Harbor shows it. Pulls are not noted yet, and nothing has labels yet. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ArtifactView(
        @JsonProperty("id") long id,
        @JsonProperty("type") String type,
        @JsonProperty("media_type") String mediaType,
        @JsonProperty("manifest_media_type") String manifestMediaType,
        @JsonProperty("artifact_type") String artifactType,
        @JsonProperty("project_id") long projectId,
        @JsonProperty("repository_id") long repositoryId,
        @JsonProperty("repository_name") String repositoryName,
        @JsonProperty("digest") String digest,
        @JsonProperty("size") long size,
        @JsonProperty("icon") String icon,
        @JsonProperty("push_time") String pushTime,
        @JsonProperty("pull_time") String pullTime,

        @JsonProperty("extra_attrs") @JsonRawValue @Nullable String extraAttrs,

        @JsonProperty("annotations") Map<String, String> annotations,

        @JsonProperty("references") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        List<ReferenceView> references,

        @JsonProperty("tags") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        List<TagView> tags,

        @JsonProperty("addition_links") Map<String, Link> additionLinks,

        @JsonProperty("labels") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        List<String> labels,

        @JsonProperty("accessories") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
        List<AccessoryView> accessories) {

    /** Where more of it can be read. */
    record Link(
            @JsonProperty("href") String href,
            @JsonProperty("absolute") boolean absolute) {}

    /** One of the manifests that an index lists. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record ReferenceView(
            @JsonProperty("parent_id") long parentId,
            @JsonProperty("child_id") long childId,
            @JsonProperty("child_digest") String childDigest,
            @JsonProperty("platform") @Nullable PlatformView platform,
            @JsonProperty("annotations") Map<String, String> annotations,

            @JsonProperty("urls") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            List<String> urls) {

        static ReferenceView of(Artifact.Child child, long parentId) {
            return new ReferenceView(
                    parentId,
                    child.id(),
                    child.digest().toString(),
                    child.platform().map(PlatformView::of).orElse(null),
                    child.annotations(),
                    orNull(child.urls()));
        }
    }

    /** What an image of an index runs on, with the odd names that Harbor's encoder gives to some fields. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record PlatformView(
            @JsonProperty("architecture") String architecture,
            @JsonProperty("os") String os,
            @JsonProperty("OsVersion") @Nullable String osVersion,

            @JsonProperty("OsFeatures") @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            List<String> osFeatures,

            @JsonProperty("variant") @Nullable String variant) {

        static PlatformView of(Platform platform) {
            return new PlatformView(
                    platform.architecture(),
                    platform.os(),
                    platform.osVersion().orElse(null),
                    null,
                    platform.variant().orElse(null));
        }
    }

    static ArtifactView of(Artifact artifact) {
        ArtifactKey key =
                new ArtifactKey(artifact.id(), artifact.repositoryId(), artifact.repository(), artifact.digest());
        return new ArtifactView(
                artifact.id(),
                artifact.kind(),
                artifact.mediaType(),
                artifact.manifestType(),
                artifact.artifactType(),
                artifact.projectId(),
                artifact.repositoryId(),
                artifact.repository().value(),
                artifact.digest().toString(),
                artifact.size(),
                Icons.ofKind(artifact.kind()),
                HarborTime.of(artifact.pushedAt()),
                HarborTime.ZERO,
                artifact.attributes().orElse(null),
                artifact.annotations(),
                orNull(artifact.children().stream()
                        .map(child -> ReferenceView.of(child, artifact.id()))
                        .toList()),
                orNull(artifact.tags().stream()
                        .map(tag -> TagView.of(tag, artifact.repositoryId(), artifact.id()))
                        .toList()),
                links(artifact),
                null,
                orNull(artifact.accessories().stream()
                        .map(accessory -> AccessoryView.of(accessory, key))
                        .toList()));
    }

    private static Map<String, Link> links(Artifact artifact) {
        if (!artifact.hasBuildHistory()) {
            return Map.of();
        }
        String href = "/api/v2.0/projects/" + artifact.repository().project() + "/repositories/"
                + RepositoryPath.encoded(artifact.repository()) + "/artifacts/" + artifact.digest()
                + "/additions/build_history";
        return Map.of("build_history", new Link(href, false));
    }

    /** Harbor writes null for lists that are empty. */
    private static <T> @Nullable List<T> orNull(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
