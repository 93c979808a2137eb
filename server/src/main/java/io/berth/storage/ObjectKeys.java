package io.berth.storage;

import io.berth.oci.Digest;
import java.util.Optional;
import java.util.UUID;

/** The keys of blob objects: distribution's layout, so that a bucket can be taken over in either direction. */
public final class ObjectKeys {
    private static final String BLOBS = "docker/registry/v2/blobs/";

    private ObjectKeys() {}

    /** Where distribution would keep this blob. */
    public static String layoutKey(Digest digest) {
        String hex = digest.hex();
        return BLOBS + digest.algorithm().id() + "/" + hex.substring(0, 2) + "/" + hex + "/data";
    }

    /** A key for a blob whose layout key was used before: keys are never used twice. */
    public static String reusedKey(Digest digest, UUID once) {
        return layoutKey(digest) + "." + once;
    }

    /** The digest of the blob at this key; empty if it is no blob's key. */
    public static Optional<Digest> digestOf(String key) {
        if (!key.startsWith(BLOBS)) {
            return Optional.empty();
        }
        String[] segments = key.substring(BLOBS.length()).split("/", -1);
        if (segments.length != 4 || !(segments[3].equals("data") || segments[3].startsWith("data."))) {
            return Optional.empty();
        }
        return Digest.parse(segments[0] + ":" + segments[2])
                .filter(digest -> digest.hex().startsWith(segments[1]));
    }
}
