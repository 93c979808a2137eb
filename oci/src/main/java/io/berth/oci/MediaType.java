package io.berth.oci;

import java.util.Locale;
import java.util.Optional;

/** The media type of a manifest, config or layer, without parameters; always within the grammar of RFC 6838. */
public record MediaType(String value) {
    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");
    public static final MediaType OCI_ARTIFACT = new MediaType("application/vnd.oci.artifact.manifest.v1+json");
    public static final MediaType OCI_EMPTY = new MediaType("application/vnd.oci.empty.v1+json");
    public static final MediaType OCI_CONFIG = new MediaType("application/vnd.oci.image.config.v1+json");
    public static final MediaType DOCKER_MANIFEST =
            new MediaType("application/vnd.docker.distribution.manifest.v2+json");
    public static final MediaType DOCKER_LIST =
            new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");
    public static final MediaType DOCKER_SCHEMA1 =
            new MediaType("application/vnd.docker.distribution.manifest.v1+json");
    public static final MediaType DOCKER_SCHEMA1_SIGNED =
            new MediaType("application/vnd.docker.distribution.manifest.v1+prettyjws");
    public static final MediaType OCTET_STREAM = new MediaType("application/octet-stream");

    private static final int MAX_LENGTH = 255;
    private static final int MAX_NAME_LENGTH = 127;

    public MediaType {
        if (!isMediaType(value)) {
            throw new IllegalArgumentException("not a media type: " + value);
        }
    }

    /** Reads a Content-Type header: parameters are dropped, letters become small; empty when it is no media type. */
    public static Optional<MediaType> parse(String contentTypeHeader) {
        int semicolon = contentTypeHeader.indexOf(';');
        String type = semicolon < 0 ? contentTypeHeader : contentTypeHeader.substring(0, semicolon);
        return exact(type.strip().toLowerCase(Locale.ROOT));
    }

    /** Reads the media type of a descriptor, kept letter for letter since clients filter by it. */
    static Optional<MediaType> exact(String text) {
        return isMediaType(text) ? Optional.of(new MediaType(text)) : Optional.empty();
    }

    /** A manifest that lists manifests: an OCI index or a Docker manifest list. */
    public boolean isIndex() {
        return equals(OCI_INDEX) || equals(DOCKER_LIST);
    }

    /** A manifest with a config and layers: of OCI or Docker schema 2. */
    public boolean isImage() {
        return equals(OCI_MANIFEST) || equals(DOCKER_MANIFEST);
    }

    /** Docker's first manifest format, which is no longer taken. */
    public boolean isSchema1() {
        return equals(DOCKER_SCHEMA1) || equals(DOCKER_SCHEMA1_SIGNED);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isMediaType(String text) {
        int slash = text.indexOf('/');
        return slash > 0
                && text.length() <= MAX_LENGTH
                && isRestrictedName(text, 0, slash)
                && isRestrictedName(text, slash + 1, text.length());
    }

    /** RFC 6838 section 4.2, restricted-name. */
    private static boolean isRestrictedName(String text, int start, int end) {
        if (end == start || end - start > MAX_NAME_LENGTH) {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean anywhere = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            boolean notFirst = "!#$&-^_.+".indexOf(c) >= 0;
            if (!(anywhere || notFirst && i > start)) {
                return false;
            }
        }
        return true;
    }
}
