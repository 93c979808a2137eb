package io.berth.oci;

import static io.berth.oci.ManifestException.Reason.MALFORMED;
import static io.berth.oci.ManifestException.Reason.MEDIA_TYPE_MISMATCH;
import static io.berth.oci.ManifestException.Reason.MEDIA_TYPE_UNKNOWN;
import static io.berth.oci.ManifestException.Reason.NOT_JSON;
import static io.berth.oci.ManifestException.Reason.SCHEMA1;
import static io.berth.oci.ManifestException.Reason.TOO_DEEP;
import static io.berth.oci.ManifestException.Reason.TOO_LARGE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests in two passes over the text: the first finds out what it is, the second reads its fields. Tokens are
 * streamed and what is unknown is skipped, so that a hostile document costs no more memory than its known fields.
 */
final class ManifestReader {
    // No table of names: they come from strangers, and many with one hash would overflow it.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Manifest.MAX_DEPTH)
                    .maxNameLength(Manifest.MAX_BYTES)
                    .maxStringLength(Manifest.MAX_BYTES)
                    .build())
            .build();

    private static final int MAX_QUOTED = 100;

    /** What the top level says about the kind of the document; {@code fields} are those with a value. */
    private record Outline(
            @Nullable Integer schemaVersion, @Nullable String mediaType, Set<String> fields) {}

    @FunctionalInterface
    private interface Pass<T> {
        T over(JsonParser json) throws IOException, ManifestException;
    }

    private ManifestReader() {}

    static Manifest read(byte[] body, Optional<MediaType> contentType) throws ManifestException {
        if (body.length > Manifest.MAX_BYTES) {
            throw new ManifestException(
                    TOO_LARGE,
                    "the manifest has " + body.length + " bytes, at most " + Manifest.MAX_BYTES + " are taken");
        }
        char[] text = decode(body);
        Outline outline = parse(text, ManifestReader::outline);
        MediaType mediaType = mediaType(outline, contentType);
        checkShape(outline, mediaType);
        return parse(text, json -> manifest(json, mediaType));
    }

    /** JSON is UTF-8 (RFC 8259 section 8.1); guessing other encodings would read what clients do not. */
    private static char[] decode(byte[] body) throws ManifestException {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            char[] letters = new char[text.remaining()];
            text.get(letters);
            return letters;
        } catch (CharacterCodingException e) {
            throw new ManifestException(NOT_JSON, "the manifest is not UTF-8");
        }
    }

    private static <T> T parse(char[] text, Pass<T> pass) throws ManifestException {
        try (JsonParser json = JSON.createParser(text)) {
            try {
                return pass.over(json);
            } catch (StreamConstraintsException e) {
                throw json.getParsingContext().getNestingDepth() > Manifest.MAX_DEPTH
                        ? new ManifestException(TOO_DEEP, "the manifest is nested deeper than " + Manifest.MAX_DEPTH)
                        : malformed("a number in the manifest is too long");
            }
        } catch (JsonProcessingException e) {
            throw new ManifestException(NOT_JSON, "the manifest is not JSON: " + cut(e.getOriginalMessage()) + at(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does no I/O", e);
        }
    }

    private static String at(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static Outline outline(JsonParser json) throws IOException, ManifestException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw new ManifestException(NOT_JSON, "the manifest is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            throw malformed("the manifest is not a JSON object");
        }
        Integer schemaVersion = null;
        String mediaType = null;
        Set<String> fields = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "schemaVersion" -> schemaVersion = schemaVersion(json);
                case "mediaType" -> mediaType = text(json, name);
                case "config", "layers", "manifests", "blobs" -> {
                    if (value != JsonToken.VALUE_NULL) {
                        fields.add(name);
                    }
                }
                default -> {}
            }
            json.skipChildren();
        }
        if (json.nextToken() != null) {
            throw new ManifestException(NOT_JSON, "more text follows the manifest");
        }
        return new Outline(schemaVersion, mediaType, fields);
    }

    private static int schemaVersion(JsonParser json) throws IOException, ManifestException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getNumberType() != JsonParser.NumberType.INT) {
            throw malformed("schemaVersion is not 2");
        }
        return json.getIntValue();
    }

    private static MediaType mediaType(Outline outline, Optional<MediaType> contentType) throws ManifestException {
        Integer schemaVersion = outline.schemaVersion();
        Optional<MediaType> stated = stated(outline);
        if (schemaVersion != null && schemaVersion == 1
                || contentType.filter(MediaType::isSchema1).isPresent()
                || stated.filter(MediaType::isSchema1).isPresent()) {
            throw new ManifestException(SCHEMA1, "Docker schema 1 manifests are not taken, push schema 2 or OCI");
        }
        if (contentType.isPresent() && stated.isPresent() && !contentType.equals(stated)) {
            throw new ManifestException(
                    MEDIA_TYPE_MISMATCH, "mediaType is " + stated.get() + ", the Content-Type is " + contentType.get());
        }
        MediaType mediaType = contentType
                .or(() -> stated)
                .or(() -> inferred(outline.fields()))
                .orElseThrow(() -> new ManifestException(
                        MEDIA_TYPE_UNKNOWN, "neither Content-Type nor mediaType says which manifest it is"));
        if (!mediaType.isImage() && !mediaType.isIndex() && !mediaType.equals(MediaType.OCI_ARTIFACT)) {
            throw new ManifestException(MEDIA_TYPE_UNKNOWN, mediaType + " is no media type of a manifest");
        }
        return mediaType;
    }

    private static Optional<MediaType> stated(Outline outline) throws ManifestException {
        Optional<String> mediaType = filled(outline.mediaType());
        return mediaType.isEmpty() ? Optional.empty() : Optional.of(mediaType(mediaType.get(), "mediaType"));
    }

    private static Optional<MediaType> inferred(Set<String> fields) {
        if (fields.contains("manifests")) {
            return Optional.of(MediaType.OCI_INDEX);
        }
        return fields.contains("config") && fields.contains("layers")
                ? Optional.of(MediaType.OCI_MANIFEST)
                : Optional.empty();
    }

    private static void checkShape(Outline outline, MediaType mediaType) throws ManifestException {
        boolean artifact = mediaType.equals(MediaType.OCI_ARTIFACT);
        Integer schemaVersion = outline.schemaVersion();
        // The artifact manifest of the image specification's 1.1 release candidates had no schemaVersion.
        if (schemaVersion == null ? !artifact : schemaVersion != 2) {
            throw malformed(schemaVersion == null ? "schemaVersion is missing" : "schemaVersion is not 2");
        }
        // One document must not be an image to one client and an index to another (CVE-2021-41190).
        List<String> foreign = mediaType.isIndex() ? List.of("config", "layers") : List.of("manifests");
        for (String field : foreign) {
            if (outline.fields().contains(field)) {
                throw malformed(field + " does not belong in " + mediaType);
            }
        }
    }

    private static Manifest manifest(JsonParser json, MediaType mediaType) throws IOException, ManifestException {
        String artifactType = null;
        Descriptor config = null;
        List<Descriptor> list = null;
        Descriptor subject = null;
        Map<String, String> annotations = Map.of();
        String listField = mediaType.isIndex() ? "manifests" : mediaType.isImage() ? "layers" : "blobs";
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals(listField)) {
                list = descriptors(json, name, mediaType);
            } else if (name.equals("config") && mediaType.isImage()) {
                config = descriptor(json, name);
            } else {
                switch (name) {
                    case "artifactType" -> artifactType = text(json, name);
                    case "subject" -> subject = descriptor(json, name);
                    case "annotations" -> annotations = annotations(json, name);
                    default -> json.skipChildren();
                }
            }
        }
        if (mediaType.isImage() && config == null) {
            throw malformed("config is missing");
        }
        if (list == null && !listField.equals("blobs")) {
            throw malformed(listField + " is missing");
        }
        List<Descriptor> content = list == null ? List.of() : list;
        return new Manifest(
                mediaType,
                filled(artifactType),
                Optional.ofNullable(config),
                mediaType.isIndex() ? List.of() : content,
                mediaType.isIndex() ? content : List.of(),
                Optional.ofNullable(subject),
                annotations);
    }

    private static List<Descriptor> descriptors(JsonParser json, String path, MediaType mediaType)
            throws IOException, ManifestException {
        // Go programs write an empty list as null; that was always taken in OCI manifests, never in Docker's.
        boolean nullIsEmpty = !mediaType.equals(MediaType.DOCKER_MANIFEST) && !mediaType.equals(MediaType.DOCKER_LIST);
        if (json.currentToken() == JsonToken.VALUE_NULL && nullIsEmpty) {
            return List.of();
        }
        require(json, JsonToken.START_ARRAY, path, "an array");
        List<Descriptor> descriptors = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String element = path + "[" + descriptors.size() + "]";
            Descriptor descriptor = descriptor(json, element);
            if (descriptor == null) {
                throw malformed(element + " is null");
            }
            descriptors.add(descriptor);
        }
        return descriptors;
    }

    private static @Nullable Descriptor descriptor(JsonParser json, String path) throws IOException, ManifestException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        require(json, JsonToken.START_OBJECT, path, "an object");
        String mediaType = null;
        String digest = null;
        Long size = null;
        String artifactType = null;
        Map<String, String> annotations = Map.of();
        List<String> urls = List.of();
        Platform platform = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "mediaType" -> mediaType = text(json, path + ".mediaType");
                case "digest" -> digest = text(json, path + ".digest");
                case "size" -> size = size(json, path + ".size");
                case "artifactType" -> artifactType = text(json, path + ".artifactType");
                case "annotations" -> annotations = annotations(json, path + ".annotations");
                case "urls" -> urls = urls(json, path + ".urls");
                case "platform" -> platform = platform(json, path + ".platform");
                default -> json.skipChildren();
            }
        }
        if (size == null) {
            throw malformed(path + ".size is missing");
        }
        return new Descriptor(
                mediaType(mediaType, path + ".mediaType"),
                digest(digest, path + ".digest"),
                size,
                filled(artifactType),
                annotations,
                urls,
                Optional.ofNullable(platform));
    }

    private static MediaType mediaType(@Nullable String text, String path) throws ManifestException {
        if (text == null) {
            throw malformed(path + " is missing");
        }
        return MediaType.exact(text).orElseThrow(() -> malformed(path + " is no media type: " + cut(text)));
    }

    private static Digest digest(@Nullable String text, String path) throws ManifestException {
        if (text == null) {
            throw malformed(path + " is missing");
        }
        return Digest.parse(text).orElseThrow(() -> malformed(path + " is no sha256 or sha512 digest: " + cut(text)));
    }

    private static long size(JsonParser json, String path) throws IOException, ManifestException {
        require(json, JsonToken.VALUE_NUMBER_INT, path, "a whole number");
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw malformed(path + " is out of range");
        }
        long size = json.getLongValue();
        if (size < 0) {
            throw malformed(path + " is negative");
        }
        return size;
    }

    private static Map<String, String> annotations(JsonParser json, String path) throws IOException, ManifestException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        require(json, JsonToken.START_OBJECT, path, "an object");
        Map<String, String> annotations = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            if (!isUnicode(key)) {
                throw malformed(path + " has a key that is no Unicode text");
            }
            json.nextToken();
            annotations.put(key, string(json, path, key));
        }
        return annotations;
    }

    private static String string(JsonParser json, String path, String key) throws IOException, ManifestException {
        String value = text(json, path + "[" + cut(key) + "]");
        if (value == null) {
            throw malformed(path + "[" + cut(key) + "] is null");
        }
        return value;
    }

    private static List<String> urls(JsonParser json, String path) throws IOException, ManifestException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        require(json, JsonToken.START_ARRAY, path, "an array");
        List<String> urls = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            urls.add(string(json, path, Integer.toString(urls.size())));
        }
        return urls;
    }

    private static @Nullable Platform platform(JsonParser json, String path) throws IOException, ManifestException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        require(json, JsonToken.START_OBJECT, path, "an object");
        String os = null;
        String architecture = null;
        String variant = null;
        String osVersion = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "os" -> os = text(json, path + ".os");
                case "architecture" -> architecture = text(json, path + ".architecture");
                case "variant" -> variant = text(json, path + ".variant");
                case "os.version" -> osVersion = text(json, path + ".os.version");
                default -> json.skipChildren();
            }
        }
        return new Platform(
                os == null ? "" : os, architecture == null ? "" : architecture, filled(variant), filled(osVersion));
    }

    private static void require(JsonParser json, JsonToken token, String path, String what) throws ManifestException {
        if (json.currentToken() != token) {
            throw malformed(path + " is not " + what);
        }
    }

    /** The string at hand; null for a JSON null, which Go reads like an absent field. */
    private static @Nullable String text(JsonParser json, String path) throws IOException, ManifestException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        require(json, JsonToken.VALUE_STRING, path, "a string");
        String text = json.getText();
        if (!isUnicode(text)) {
            throw malformed(path + " is no Unicode text");
        }
        return text;
    }

    /** No U+0000 and no half of a surrogate pair: JSON escapes can write them, PostgreSQL cannot store them. */
    private static boolean isUnicode(String text) {
        return text.indexOf('\0') < 0
                && text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static Optional<String> filled(@Nullable String text) {
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String cut(String text) {
        return text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
    }

    private static ManifestException malformed(String message) {
        return new ManifestException(MALFORMED, message);
    }
}
