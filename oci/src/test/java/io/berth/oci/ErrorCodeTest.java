package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    @Test
    void speaksTheWordsOfTheSpecification() {
        assertThat(ErrorCode.values()).hasSize(14);
        assertThat(ErrorCode.MANIFEST_BLOB_UNKNOWN.message())
                .isEqualTo("manifest references a manifest or blob unknown to registry");
    }
}
