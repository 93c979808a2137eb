package io.berth.oci;

import static io.berth.oci.ManifestException.Reason.MALFORMED;
import static io.berth.oci.ManifestException.Reason.MEDIA_TYPE_MISMATCH;
import static io.berth.oci.ManifestException.Reason.MEDIA_TYPE_UNKNOWN;
import static io.berth.oci.ManifestException.Reason.NOT_JSON;
import static io.berth.oci.ManifestException.Reason.SCHEMA1;
import static io.berth.oci.ManifestException.Reason.TOO_DEEP;
import static io.berth.oci.ManifestException.Reason.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.berth.oci.ManifestException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
    private static final Digest EMPTY = Digest.of("{}".getBytes(StandardCharsets.UTF_8));
    private static final Digest LAYER = Digest.of(Algorithm.SHA512, new byte[64]);

    private static final String CONFIG = """
            {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "%s", "size": 2}""".formatted(EMPTY);
    private static final String TAR = """
            {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "%s", "size": 7}""".formatted(LAYER);
    private static final String CHILD = """
            {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "%s", "size": 9,
             "platform": {"os": "linux", "architecture": "arm", "variant": "v7", "os.version": "1", "os.features": []}}""".formatted(EMPTY);
    private static final String IMAGE = """
            {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
             "config": %s, "layers": [%s]}""".formatted(CONFIG, TAR);
    private static final String INDEX = """
            {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": [%s]}""".formatted(CHILD);

    @Test
    void readsAnImage() throws ManifestException {
        assertThat(read(IMAGE, MediaType.OCI_MANIFEST))
                .isEqualTo(new Manifest(
                        MediaType.OCI_MANIFEST,
                        Optional.empty(),
                        Optional.of(plain(MediaType.OCI_CONFIG.value(), EMPTY, 2)),
                        List.of(plain("application/vnd.oci.image.layer.v1.tar", LAYER, 7)),
                        List.of(),
                        Optional.empty(),
                        Map.of()));
    }

    @Test
    void readsAnIndexWithItsPlatforms() throws ManifestException {
        Manifest index = read(INDEX, MediaType.OCI_INDEX);
        assertThat(index.config()).isEmpty();
        assertThat(index.layers()).isEmpty();
        assertThat(index.manifests())
                .singleElement()
                .extracting(Descriptor::platform)
                .isEqualTo(Optional.of(new Platform("linux", "arm", Optional.of("v7"), Optional.of("1"))));
    }

    @Test
    void readsArtifactTypeSubjectAndAnnotations() throws ManifestException {
        Manifest artifact = read("""
                {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                 "artifactType": "application/vnd.Example", "config": %s, "layers": [],
                 "subject": %s, "annotations": {"b": "2", "a": ""}}""".formatted(CONFIG, TAR));
        assertThat(artifact.artifactType()).contains("application/vnd.Example");
        assertThat(artifact.subject()).get().extracting(Descriptor::digest).isEqualTo(LAYER);
        assertThat(artifact.annotations()).isEqualTo(Map.of("b", "2", "a", ""));
        assertThat(artifact.annotations().keySet()).containsExactly("b", "a");
    }

    @Test
    void readsDockersManifestAndList() throws ManifestException {
        Manifest image = read("""
                {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                 "config": %s, "layers": [%s]}""".formatted(CONFIG, TAR));
        Manifest list = read("""
                {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.list.v2+json",
                 "manifests": [%s]}""".formatted(CHILD));
        assertThat(image.layers()).hasSize(1);
        assertThat(list.manifests()).hasSize(1);
    }

    @Test
    void blobsOfAnOldArtifactAreItsLayers() throws ManifestException {
        Manifest artifact = read("""
                {"mediaType": "application/vnd.oci.artifact.manifest.v1+json",
                 "artifactType": "application/x", "blobs": [%s], "subject": %s}""".formatted(TAR, CHILD));
        assertThat(artifact.layers()).containsExactly(plain("application/vnd.oci.image.layer.v1.tar", LAYER, 7));
        assertThat(artifact.config()).isEmpty();
    }

    @Test
    void oldArtifactNeedsNoBlobs() throws ManifestException {
        assertThat(read("{}", MediaType.OCI_ARTIFACT).layers()).isEmpty();
    }

    @Test
    void readsUrlsAnnotationsAndArtifactTypeOfADescriptor() throws ManifestException {
        Manifest image = read("""
                {"schemaVersion": 2, "config": %s, "layers": [
                  {"mediaType": "application/vnd.oci.image.layer.nondistributable.v1.tar", "digest": "%s", "size": 0,
                   "artifactType": "application/x", "urls": ["https://example.com/layer"], "data": "e30=",
                   "annotations": {"k": "v"}, "platform": {}}]}""".formatted(CONFIG, LAYER));
        assertThat(image.layers())
                .containsExactly(new Descriptor(
                        new MediaType("application/vnd.oci.image.layer.nondistributable.v1.tar"),
                        LAYER,
                        0,
                        Optional.of("application/x"),
                        Map.of("k", "v"),
                        List.of("https://example.com/layer"),
                        Optional.of(new Platform("", "", Optional.empty(), Optional.empty()))));
        assertThat(image.layers()).allMatch(Descriptor::isForeign);
    }

    @Test
    void unknownFieldsAreSkipped() throws ManifestException {
        Manifest index = read("""
                {"schemaVersion": 2, "org.example": {"deep": [1, 2.5e3, true, null, {}]}, "manifests": [
                  {"x": ["y"], "mediaType": "application/x", "digest": "%s", "size": 1}]}""".formatted(EMPTY));
        assertThat(index.manifests()).hasSize(1);
    }

    @Test
    void nullAndEmptyTextAreAbsent() throws ManifestException {
        Manifest image = read("""
                {"schemaVersion": 2, "mediaType": "", "artifactType": "", "subject": null, "annotations": null,
                 "manifests": null, "config": %s, "layers": null}""".formatted(CONFIG), MediaType.OCI_MANIFEST);
        assertThat(image.artifactType()).isEmpty();
        assertThat(image.subject()).isEmpty();
        assertThat(image.layers()).isEmpty();
    }

    @Test
    void indexMayBeEmpty() throws ManifestException {
        assertThat(read("{\"schemaVersion\": 2, \"manifests\": []}", MediaType.OCI_INDEX)
                        .manifests())
                .isEmpty();
    }

    @Test
    void mediaTypeIsInferredFromTheShape() throws ManifestException {
        assertThat(read("{\"schemaVersion\": 2, \"manifests\": []}").mediaType())
                .isEqualTo(MediaType.OCI_INDEX);
        assertThat(read("{\"schemaVersion\": 2, \"layers\": [], \"config\": " + CONFIG + "}")
                        .mediaType())
                .isEqualTo(MediaType.OCI_MANIFEST);
    }

    @Test
    void contentTypeDecidesWhereTheBodyIsSilent() throws ManifestException {
        assertThat(read("{\"schemaVersion\": 2, \"manifests\": []}", MediaType.DOCKER_LIST)
                        .mediaType())
                .isEqualTo(MediaType.DOCKER_LIST);
    }

    @Test
    void bodyDecidesWhereTheContentTypeIsMissing() throws ManifestException {
        assertThat(read(IMAGE).mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
    }

    @Test
    void takesFourMebibytesAndNotOneByteMore() throws ManifestException {
        byte[] largest = new byte[Manifest.MAX_BYTES];
        Arrays.fill(largest, (byte) ' ');
        byte[] image = IMAGE.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(image, 0, largest, 0, image.length);
        assertThat(Manifest.parse(largest, Optional.empty()).layers()).hasSize(1);

        refused(
                new byte[Manifest.MAX_BYTES + 1],
                TOO_LARGE,
                "the manifest has 4194305 bytes, at most 4194304 are taken");
    }

    @Test
    void takesManyLargeAnnotations() throws ManifestException {
        String annotations = IntStream.range(0, 390)
                .mapToObj(i -> "\"large-annotation-" + i + "\": \"" + "A".repeat(10_000) + "\"")
                .collect(Collectors.joining(","));
        Manifest image = read(IMAGE.substring(0, IMAGE.length() - 1) + ", \"annotations\": {" + annotations + "}}");
        assertThat(image.annotations()).hasSize(390);
    }

    @Test
    void takesKeysWithOneHash() throws ManifestException {
        // 2^15 keys of "Aa" and "BB", which have one hash: a table that probes linearly would take minutes.
        String annotations = IntStream.range(0, 1 << 15)
                .mapToObj(i -> IntStream.range(0, 15)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "\"", "\": \"\"")))
                .collect(Collectors.joining(","));
        Manifest image = read(IMAGE.substring(0, IMAGE.length() - 1) + ", \"annotations\": {" + annotations + "}}");
        assertThat(image.annotations()).hasSize(1 << 15);
    }

    @Test
    void refusesWhatIsNestedTooDeep() throws ManifestException {
        String head = "{\"schemaVersion\": 2, \"manifests\": [], \"x\": ";
        assertThat(read(head + "[".repeat(31) + "]".repeat(31) + "}").manifests())
                .isEmpty();
        refused(head + "[".repeat(32) + "]".repeat(32) + "}", TOO_DEEP, "the manifest is nested deeper than 32");
        refused("[".repeat(100_000), MALFORMED, "the manifest is not a JSON object");
        refused(head + "[".repeat(100_000), TOO_DEEP, "the manifest is nested deeper than 32");
    }

    @Test
    void refusesANumberWithoutEnd() {
        refused(
                "{\"schemaVersion\": 2, \"manifests\": [], \"x\": " + "9".repeat(100_000) + "}",
                MALFORMED,
                "a number in the manifest is too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{]", "nul", "{\"a\": 1,}", "{} {}", "{}x", "\uFEFF{}", "{'a': 1}", "<x/>"})
    void refusesWhatIsNotJson(String body) {
        refusedFor(body, NOT_JSON);
    }

    @Test
    void refusesKeysThatStandTwice() {
        refused(
                "{\"schemaVersion\": 2, \"layers\": [], \"layers\": []}",
                NOT_JSON,
                "the manifest is not JSON: Duplicate field 'layers' (line 1, column 44)");
        refusedFor("{\"schemaVersion\": 2, \"manifests\": [], \"x\": {\"a\": 1, \"a\": 2}}", NOT_JSON);
    }

    @Test
    void refusesOtherEncodingsThanUtf8() {
        refused(IMAGE.getBytes(StandardCharsets.UTF_16), NOT_JSON, "the manifest is not UTF-8");
        refusedFor(IMAGE.getBytes(StandardCharsets.UTF_16LE), NOT_JSON);
        refused(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'}, NOT_JSON, "the manifest is not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "\"text\""})
    void refusesWhatIsNoObject(String body) {
        refused(body, MALFORMED, "the manifest is not a JSON object");
    }

    @Test
    void refusesSchema1ByName() {
        String message = "Docker schema 1 manifests are not taken, push schema 2 or OCI";
        refused("{\"schemaVersion\": 1, \"fsLayers\": []}", SCHEMA1, message);
        refused("{\"mediaType\": \"" + MediaType.DOCKER_SCHEMA1 + "\"}", SCHEMA1, message);
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> read(IMAGE, MediaType.DOCKER_SCHEMA1_SIGNED))
                .returns(SCHEMA1, ManifestException::reason)
                .withMessage(message);
    }

    @Test
    void refusesAnotherContentTypeThanTheBodySays() {
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> read(IMAGE, MediaType.OCI_INDEX))
                .returns(MEDIA_TYPE_MISMATCH, ManifestException::reason)
                .withMessage("mediaType is application/vnd.oci.image.manifest.v1+json, "
                        + "the Content-Type is application/vnd.oci.image.index.v1+json");
    }

    @Test
    void refusesUnknownMediaTypes() {
        refused(
                "{\"schemaVersion\": 2, \"mediaType\": \"application/json\"}",
                MEDIA_TYPE_UNKNOWN,
                "application/json is no media type of a manifest");
        refused(
                "{\"schemaVersion\": 2}",
                MEDIA_TYPE_UNKNOWN,
                "neither Content-Type nor mediaType says which manifest it is");
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> read("{\"schemaVersion\": 2, \"manifests\": []}", MediaType.OCTET_STREAM))
                .returns(MEDIA_TYPE_UNKNOWN, ManifestException::reason);
    }

    @Test
    void refusesADocumentThatIsTwoThings() {
        refused(
                "{\"schemaVersion\": 2, \"manifests\": [], \"layers\": [], \"config\": " + CONFIG + "}",
                MALFORMED,
                "config does not belong in application/vnd.oci.image.index.v1+json");
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> read(
                        "{\"schemaVersion\": 2, \"manifests\": [], \"layers\": [], \"config\": " + CONFIG + "}",
                        MediaType.OCI_MANIFEST))
                .returns(MALFORMED, ManifestException::reason)
                .withMessage("manifests does not belong in application/vnd.oci.image.manifest.v1+json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"schemaVersion\": 2, | | schemaVersion is missing",
                "\"schemaVersion\": 2 | \"schemaVersion\": 3 | schemaVersion is not 2",
                "\"schemaVersion\": 2 | \"schemaVersion\": \"2\" | schemaVersion is not 2",
                "\"schemaVersion\": 2 | \"schemaVersion\": 2.0 | schemaVersion is not 2",
                "\"schemaVersion\": 2 | \"schemaVersion\": 99999999999 | schemaVersion is not 2",
                "\"mediaType\": \"application/vnd.oci.image.manifest.v1+json\" | \"mediaType\": 1 | mediaType is not a string",
                "\"mediaType\": \"application/vnd.oci.image.manifest.v1+json\" | \"mediaType\": \"json\" | mediaType is no media type: json",
                "\"config\" | \"other\" | config is missing",
                "\"layers\" | \"other\" | layers is missing",
                "\"layers\": [ | \"layers\": {}, \"x\": [ | layers is not an array",
                "[ | [null, | layers[0] is null",
                "[ | [[], | layers[0] is not an object",
                "\"size\": 7 | \"size\": -1 | layers[0].size is negative",
                "\"size\": 7 | \"size\": 7.0 | layers[0].size is not a whole number",
                "\"size\": 7 | \"size\": \"7\" | layers[0].size is not a whole number",
                "\"size\": 7 | \"size\": 9223372036854775808 | layers[0].size is out of range",
                "\"size\": 7 | \"length\": 7 | layers[0].size is missing",
                "sha512: | sha384: | layers[0].digest is no sha256 or sha512 digest: sha384:000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000…",
                "\"size\": 2 | \"size\": null | config.size is not a whole number",
                "application/vnd.oci.image.config.v1+json | config | config.mediaType is no media type: config",
                "\"layers\" | \"artifactType\": 1, \"layers\" | artifactType is not a string",
                "\"layers\" | \"subject\": {\"size\": 1}, \"layers\" | subject.mediaType is missing",
                "\"layers\" | \"subject\": {\"size\": 1, \"mediaType\": \"a/b\"}, \"layers\" | subject.digest is missing",
                "\"layers\" | \"annotations\": [], \"layers\" | annotations is not an object",
                "\"layers\" | \"annotations\": {\"a\": 1}, \"layers\" | annotations[a] is not a string",
                "\"layers\" | \"annotations\": {\"a\": null}, \"layers\" | annotations[a] is null",
                "\"layers\" | \"annotations\": {\"a\": \"\\u0000\"}, \"layers\" | annotations[a] is no Unicode text",
                "\"layers\" | \"annotations\": {\"\\ud800\": \"\"}, \"layers\" | annotations has a key that is no Unicode text",
                "\"size\": 7 | \"size\": 7, \"urls\": [1] | layers[0].urls[0] is not a string",
                "\"size\": 7 | \"size\": 7, \"urls\": \"u\" | layers[0].urls is not an array",
                "\"size\": 7 | \"size\": 7, \"platform\": \"linux\" | layers[0].platform is not an object",
                "\"size\": 7 | \"size\": 7, \"platform\": {\"os\": 1} | layers[0].platform.os is not a string",
            })
    void saysWhichFieldIsWrong(String sound, String broken, String message) {
        assertThat(IMAGE).contains(sound);
        String body = IMAGE.replace(sound, broken == null ? "" : broken);
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> read(body, MediaType.OCI_MANIFEST))
                .returns(MALFORMED, ManifestException::reason)
                .withMessage(message);
    }

    @Test
    void dockersListsAreNeverNull() {
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> read(
                        "{\"schemaVersion\": 2, \"layers\": null, \"config\": " + CONFIG + "}",
                        MediaType.DOCKER_MANIFEST))
                .returns(MALFORMED, ManifestException::reason)
                .withMessage("layers is not an array");
    }

    @Test
    void indexNeedsManifests() {
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> read("{\"schemaVersion\": 2}", MediaType.OCI_INDEX))
                .withMessage("manifests is missing");
    }

    @Property
    void anyBytesAreReadOrRefused(@ForAll byte[] body) {
        readOrRefuse(body);
    }

    @Property(tries = 5000)
    void anySoundManifestWithBrokenBytesIsReadOrRefused(
            @ForAll boolean index, @ForAll @IntRange(max = 2000) int at, @ForAll byte[] broken) {
        byte[] body = (index ? INDEX : IMAGE).getBytes(StandardCharsets.UTF_8);
        int start = at % body.length;
        System.arraycopy(broken, 0, body, start, Math.min(broken.length, body.length - start));
        readOrRefuse(body);
    }

    @Property
    void anyBeginningOfAManifestIsRefused(@ForAll boolean index, @ForAll @IntRange(max = 2000) int at) {
        String body = index ? INDEX : IMAGE;
        refusedFor(body.substring(0, at % body.length()), NOT_JSON);
    }

    /** Anything but a manifest or a ManifestException fails the test. */
    private static void readOrRefuse(byte[] body) {
        try {
            assertThat(Manifest.parse(body, Optional.empty())).isNotNull();
        } catch (ManifestException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void refused(String body, Reason reason, String message) {
        refused(body.getBytes(StandardCharsets.UTF_8), reason, message);
    }

    private static void refused(byte[] body, Reason reason, String message) {
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> Manifest.parse(body, Optional.empty()))
                .returns(reason, ManifestException::reason)
                .withMessage(message);
    }

    private static void refusedFor(String body, Reason reason) {
        refusedFor(body.getBytes(StandardCharsets.UTF_8), reason);
    }

    private static void refusedFor(byte[] body, Reason reason) {
        assertThatExceptionOfType(ManifestException.class)
                .isThrownBy(() -> Manifest.parse(body, Optional.empty()))
                .returns(reason, ManifestException::reason);
    }

    private static Manifest read(String body) throws ManifestException {
        return Manifest.parse(body.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static Manifest read(String body, MediaType contentType) throws ManifestException {
        return Manifest.parse(body.getBytes(StandardCharsets.UTF_8), Optional.of(contentType));
    }

    private static Descriptor plain(String mediaType, Digest digest, long size) {
        return new Descriptor(
                new MediaType(mediaType), digest, size, Optional.empty(), Map.of(), List.of(), Optional.empty());
    }
}
