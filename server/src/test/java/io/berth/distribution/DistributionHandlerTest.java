package io.berth.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How paths are read. */
final class DistributionHandlerTest {
    @Test
    void aColonMayBeEncoded() {
        assertThat(DistributionHandler.decoded("/v2/lib/app/blobs/sha256%3Aab"))
                .contains("/v2/lib/app/blobs/sha256:ab");
    }

    @Test
    void aPlusStaysAPlus() {
        assertThat(DistributionHandler.decoded("/v2/a+b%20c")).contains("/v2/a+b c");
    }

    @Test
    void brokenEncodingIsNoPath() {
        assertThat(DistributionHandler.decoded("/v2/%zz")).isEmpty();
        assertThat(DistributionHandler.decoded("/v2/%2")).isEmpty();
    }
}
