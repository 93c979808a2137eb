package io.berth.it.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.berth.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A manifest together with everything it refers to: the blobs of an image or artifact, the children of an index. Two images
 * are equal when all of it is, byte by byte.
 */
public record Image(String mediaType, Content manifest, List<Content> blobs, List<Image> children) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Image {
        blobs = List.copyOf(blobs);
        children = List.copyOf(children);
    }

    /** Where the bytes of an image are read from. */
    public interface Source {
        byte[] manifest(Digest digest) throws IOException;

        byte[] blob(Digest digest) throws IOException;
    }

    /** Reads an image with all it refers to; bytes that do not have the digest they are asked for by are refused. */
    public static Image read(Digest digest, Source source) {
        try {
            Content manifest = verified(digest, source.manifest(digest));
            JsonNode json = JSON.readTree(manifest.bytes());
            List<Content> blobs = new ArrayList<>();
            if (json.has("config")) {
                blobs.add(blob(json.get("config"), source));
            }
            for (JsonNode layer : json.path("layers")) {
                blobs.add(blob(layer, source));
            }
            List<Image> children = new ArrayList<>();
            for (JsonNode child : json.path("manifests")) {
                children.add(read(digestOf(child), source));
            }
            return new Image(json.path("mediaType").asText(), manifest, blobs, children);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + digest, e);
        }
    }

    public Digest digest() {
        return manifest.digest();
    }

    private static Content blob(JsonNode descriptor, Source source) throws IOException {
        Digest digest = digestOf(descriptor);
        return verified(digest, source.blob(digest));
    }

    private static Content verified(Digest digest, byte[] bytes) {
        Content content = Content.of(bytes);
        if (!content.digest().equals(digest)) {
            throw new AssertionError("asked for " + digest + " and got " + content);
        }
        return content;
    }

    private static Digest digestOf(JsonNode descriptor) {
        return Digest.parse(descriptor.path("digest").asText()).orElseThrow();
    }
}
