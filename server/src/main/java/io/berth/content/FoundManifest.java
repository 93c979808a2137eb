package io.berth.content;

import io.berth.oci.Digest;

/** A live manifest that a tag or a digest leads to. */
public record FoundManifest(long id, Digest digest, String mediaType, int size) {}
