package io.berth.content;

import io.berth.oci.Digest;
import java.time.Instant;

/**
 * An artifact that belongs to another one: a signature, a bill of materials, whatever names a subject.
 *
 * @param type what it is to its subject, {@code signature.cosign}
 */
public record Accessory(long id, Digest digest, String type, long size, Instant pushedAt) {}
