package io.berth.it.image;

import io.berth.oci.Digest;
import java.util.Objects;

/** Immutable bytes with the digest they really have; equal when their digests are. */
public final class Content {
    private final byte[] bytes;
    private final Digest digest;

    private Content(byte[] bytes) {
        this.bytes = bytes;
        this.digest = Digest.of(bytes);
    }

    public static Content of(byte[] bytes) {
        return new Content(bytes.clone());
    }

    public Digest digest() {
        return digest;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && content.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return Objects.hash(digest);
    }

    @Override
    public String toString() {
        return digest + " (" + bytes.length + " bytes)";
    }
}
