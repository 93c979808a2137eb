package io.berth.it.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An OCI image layout: a folder that every client can push from and pull to. */
public final class Layout {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private final Path folder;

    public Layout(Path folder) {
        this.folder = folder;
    }

    /** Writes a layout that holds one image under one name. */
    public static Layout write(Path folder, String name, Image image) throws IOException {
        Layout layout = new Layout(folder);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        ObjectNode index = JSON.createObjectNode().put("schemaVersion", 2).put("mediaType", Media.OCI_INDEX);
        ObjectNode descriptor = TestImages.descriptor(image.mediaType(), image.manifest());
        descriptor.putObject("annotations").put(REF_NAME, name);
        index.putArray("manifests").add(descriptor);
        Files.writeString(folder.resolve("index.json"), index.toString());
        layout.store(image);
        return layout;
    }

    /** Reads the one image of the layout, whatever its name is. */
    public Image readOnly() throws IOException {
        JsonNode manifests =
                JSON.readTree(folder.resolve("index.json").toFile()).path("manifests");
        if (manifests.size() != 1) {
            throw new AssertionError("expected one image in " + folder + ": " + manifests);
        }
        return read(Digest.parse(manifests.get(0).path("digest").asText()).orElseThrow());
    }

    /** Reads the image of that digest. */
    public Image read(Digest digest) {
        return Image.read(digest, new Image.Source() {
            @Override
            public byte[] manifest(Digest asked) throws IOException {
                return blob(asked);
            }

            @Override
            public byte[] blob(Digest asked) throws IOException {
                return Files.readAllBytes(file(asked));
            }
        });
    }

    /** Where the bytes of that digest are. */
    public Path file(Digest digest) {
        return folder.resolve("blobs").resolve(digest.algorithm().id()).resolve(digest.hex());
    }

    private void store(Image image) throws IOException {
        store(image.manifest());
        for (Content blob : image.blobs()) {
            store(blob);
        }
        for (Image child : image.children()) {
            store(child);
        }
    }

    private void store(Content content) throws IOException {
        Path file = file(content.digest());
        Files.createDirectories(file.getParent());
        Files.write(file, content.bytes());
    }
}
