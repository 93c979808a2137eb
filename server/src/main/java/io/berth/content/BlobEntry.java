package io.berth.content;

import io.berth.oci.Digest;

/**
 * A blob as the database knows it.
 *
 * @param state the state of its object, {@code live} if all is well
 */
public record BlobEntry(Digest digest, String objectKey, long size, String state) {}
