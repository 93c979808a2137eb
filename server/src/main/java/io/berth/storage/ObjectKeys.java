package io.berth.storage;

import io.berth.oci.Digest;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of blobs, those that distribution and Harbor use, so that an existing bucket or directory is served in place:
 * {@code docker/registry/v2/blobs/sha256/ab/ab…/data}.
 */
public final class ObjectKeys {
    /** What all blob keys begin with. */
    public static final String BLOBS = "docker/registry/v2/blobs/";

    private static final String DATA = "data";
    private static final int SEGMENTS = 4;

    private ObjectKeys() {}

    /** The key of a blob whose layout key was never used before. */
    public static String layoutKey(Digest digest) {
        String hex = digest.hex();
        return BLOBS + digest.algorithm().id() + "/" + hex.substring(0, 2) + "/" + hex + "/" + DATA;
    }

    /** The key of a blob that was stored before, removed, and now comes again: keys are used once. */
    public static String reusedKey(Digest digest, UUID id) {
        return layoutKey(digest) + "." + id;
    }

    /** Whose bytes lie at {@code key}, if it is one that {@link #layoutKey} or {@link #reusedKey} makes. */
    public static Optional<Digest> digestOf(String key) {
        if (!key.startsWith(BLOBS)) {
            return Optional.empty();
        }
        String[] segments = key.substring(BLOBS.length()).split("/", -1);
        if (segments.length != SEGMENTS) {
            return Optional.empty();
        }
        return Digest.parse(segments[0] + ":" + segments[2])
                .filter(digest -> segments[1].equals(digest.hex().substring(0, 2)))
                .filter(_ -> isDataName(segments[3]));
    }

    private static boolean isDataName(String name) {
        if (name.equals(DATA)) {
            return true;
        }
        if (!name.startsWith(DATA + ".")) {
            return false;
        }
        String id = name.substring(DATA.length() + 1);
        try {
            return UUID.fromString(id).toString().equals(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
