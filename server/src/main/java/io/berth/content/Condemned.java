package io.berth.content;

import io.berth.oci.Digest;

/** A blob that was given up, or would be; its object stays in the store until nobody can be reading it any more. */
public record Condemned(Digest digest, String objectKey, long size, String reason) {}
