package io.berth.content;

import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;

/** A live artifact that a tag or a digest leads to, and where it is. */
public record ArtifactKey(long id, long repositoryId, RepositoryName repository, Digest digest) {}
