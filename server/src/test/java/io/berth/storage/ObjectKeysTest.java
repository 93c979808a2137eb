package io.berth.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Algorithm;
import io.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeysTest {
    private static final Digest EMPTY = Digest.of(new byte[0]);
    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final UUID ID = UUID.fromString("0b0f7a3c-6d7e-4c52-9a3d-0123456789ab");

    @Test
    void theLayoutKeyIsThatOfDistribution() {
        assertThat(ObjectKeys.layoutKey(EMPTY)).isEqualTo("docker/registry/v2/blobs/sha256/e3/" + HEX + "/data");
    }

    @Test
    void aReusedKeyIsUnique() {
        assertThat(ObjectKeys.reusedKey(EMPTY, ID)).isEqualTo(ObjectKeys.layoutKey(EMPTY) + "." + ID);
    }

    @Test
    void aKeyNamesItsDigest() {
        Digest long512 =
                Digest.of(Algorithm.SHA512, Algorithm.SHA512.start().digest("x".getBytes(StandardCharsets.US_ASCII)));
        assertThat(ObjectKeys.digestOf(ObjectKeys.layoutKey(EMPTY))).hasValue(EMPTY);
        assertThat(ObjectKeys.digestOf(ObjectKeys.reusedKey(EMPTY, ID))).hasValue(EMPTY);
        assertThat(ObjectKeys.digestOf(ObjectKeys.layoutKey(long512))).hasValue(long512);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v2/uploads/0b0f7a3c-6d7e-4c52-9a3d-0123456789ab",
                "docker/registry/v2/blobs/sha256/e3/" + HEX,
                "docker/registry/v2/blobs/sha256/e3/" + HEX + "/",
                "docker/registry/v2/blobs/sha256/e3/" + HEX + "/link",
                "docker/registry/v2/blobs/sha256/e3/" + HEX + "/data.",
                "docker/registry/v2/blobs/sha256/e3/" + HEX + "/data.1-2-3-4-5",
                "docker/registry/v2/blobs/sha256/e3/" + HEX + "/data/data",
                "docker/registry/v2/blobs/sha256/e4/" + HEX + "/data",
                "docker/registry/v2/blobs/sha512/e3/" + HEX + "/data",
                "docker/registry/v2/blobs/md5/e3/" + HEX + "/data",
            })
    void whatIsNoBlobKeyNamesNoDigest(String key) {
        assertThat(ObjectKeys.digestOf(key)).isEmpty();
    }
}
