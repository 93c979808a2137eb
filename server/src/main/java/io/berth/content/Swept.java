package io.berth.content;

import io.berth.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * An object that was deleted from the store.
 *
 * @param digest what it was to be, where its key says so
 */
public record Swept(@Nullable Digest digest, String objectKey, long bytes, String reason) {}
