package io.berth.content;

import io.berth.oci.Digest;

/** A manifest as the database knows it, deleted or not. */
public record ManifestEntry(long id, String repository, Digest digest, byte[] body) {}
