package io.berth.it.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes images out of nothing but a seed: the same calls on the same seed give the same bytes everywhere. Layers are real
 * gzipped tar files, so that clients which unpack what they pull (podman, containerd) are content with them.
 */
public final class TestImages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Random random;

    public TestImages(long seed) {
        this.random = new Random(seed);
    }

    /** Bytes that do not compress. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** An OCI image for amd64. */
    public Image image(int layers, int layerBytes) {
        return image("amd64", layers, layerBytes);
    }

    /** An OCI image. */
    public Image image(String architecture, int layers, int layerBytes) {
        return image(Media.OCI_MANIFEST, Media.OCI_CONFIG, Media.OCI_LAYER, architecture, layers, layerBytes);
    }

    /** An OCI image of layers that exist already; the same layers and name give the same image. */
    public static Image of(String name, List<Content> layers) {
        Content config = content(JSON.createObjectNode()
                .put("architecture", "amd64")
                .put("os", "linux")
                .put("author", name));
        ObjectNode manifest = manifest(Media.OCI_MANIFEST);
        manifest.set("config", descriptor(Media.OCI_CONFIG, config));
        ArrayNode descriptors = manifest.putArray("layers");
        List<Content> blobs = new ArrayList<>(List.of(config));
        for (Content layer : layers) {
            descriptors.add(descriptor(Media.OCI_LAYER, layer));
            blobs.add(layer);
        }
        return new Image(Media.OCI_MANIFEST, content(manifest), blobs, List.of());
    }

    /** A Docker schema 2 image for amd64. */
    public Image dockerImage(int layers, int layerBytes) {
        return dockerImage("amd64", layers, layerBytes);
    }

    private Image dockerImage(String architecture, int layers, int layerBytes) {
        return image(Media.DOCKER_MANIFEST, Media.DOCKER_CONFIG, Media.DOCKER_LAYER, architecture, layers, layerBytes);
    }

    /** An OCI index with an image of two layers for each architecture. */
    public Image index(String... architectures) {
        List<Image> children = new ArrayList<>();
        for (String architecture : architectures) {
            children.add(image(architecture, 2, 4096));
        }
        return index(Media.OCI_INDEX, children, architectures);
    }

    /** A Docker manifest list with an image of two layers for each architecture. */
    public Image dockerList(String... architectures) {
        List<Image> children = new ArrayList<>();
        for (String architecture : architectures) {
            children.add(dockerImage(architecture, 2, 4096));
        }
        return index(Media.DOCKER_LIST, children, architectures);
    }

    /**
     * An OCI artifact of one file that refers to a subject, packaged as the image specification advises (empty config,
     * artifactType). The subject need not exist anywhere.
     */
    public Image referrer(String artifactType, byte[] file, Image subject) {
        Content config = Content.of("{}".getBytes(StandardCharsets.UTF_8));
        Content layer = Content.of(file);
        ObjectNode manifest = manifest(Media.OCI_MANIFEST).put("artifactType", artifactType);
        manifest.set("config", descriptor(Media.OCI_EMPTY, config));
        manifest.putArray("layers").add(descriptor("application/octet-stream", layer));
        manifest.set("subject", descriptor(subject.mediaType(), subject.manifest()));
        return new Image(Media.OCI_MANIFEST, content(manifest), List.of(config, layer), List.of());
    }

    private Image image(
            String manifestType,
            String configType,
            String layerType,
            String architecture,
            int layerCount,
            int layerBytes) {
        List<Content> blobs = new ArrayList<>();
        ArrayNode layers = JSON.createArrayNode();
        ObjectNode config =
                JSON.createObjectNode().put("architecture", architecture).put("os", "linux");
        config.putObject("config").putArray("Cmd").add("/bin/true");
        ArrayNode diffIds = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        for (int i = 0; i < layerCount; i++) {
            byte[] tar = new Tar()
                    .folder("data/")
                    .file("data/layer-" + i, bytes(layerBytes))
                    .bytes();
            Content layer = Content.of(Tar.gzip(tar));
            blobs.add(layer);
            layers.add(descriptor(layerType, layer));
            diffIds.add(Digest.of(tar).toString());
        }
        Content configBytes = content(config);
        blobs.addFirst(configBytes);
        ObjectNode manifest = manifest(manifestType);
        manifest.set("config", descriptor(configType, configBytes));
        manifest.set("layers", layers);
        return new Image(manifestType, content(manifest), blobs, List.of());
    }

    private static Image index(String mediaType, List<Image> children, String[] architectures) {
        ObjectNode index = manifest(mediaType);
        ArrayNode manifests = index.putArray("manifests");
        for (int i = 0; i < children.size(); i++) {
            Image child = children.get(i);
            ObjectNode descriptor = descriptor(child.mediaType(), child.manifest());
            descriptor
                    .putObject("platform")
                    .put("architecture", architectures[i])
                    .put("os", "linux");
            manifests.add(descriptor);
        }
        return new Image(mediaType, content(index), List.of(), children);
    }

    private static ObjectNode manifest(String mediaType) {
        return JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", mediaType);
    }

    static ObjectNode descriptor(String mediaType, Content content) {
        return JSON.createObjectNode()
                .put("mediaType", mediaType)
                .put("digest", content.digest().toString())
                .put("size", content.size());
    }

    private static Content content(JsonNode json) {
        return Content.of(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
