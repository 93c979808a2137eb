package io.berth.storage.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.Algorithm;
import io.berth.oci.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ResumableDigestTest {

    @Test
    void thisJdkShowsTheStateOfItsHash() {
        assertThat(ResumableDigest.isExportable()).isTrue();
    }

    @Property(tries = 300)
    void anySplitWithSaveAndRestoreGivesTheDigestOfTheWhole(
            @ForAll @Size(max = 12) List<@IntRange(max = 300) Integer> pieces, @ForAll byte seed) {
        byte[] whole = text(pieces.stream().mapToInt(Integer::intValue).sum(), seed);
        ResumableDigest digest = ResumableDigest.sha256();
        int read = 0;
        for (int i = 0; i < pieces.size(); i++) {
            int length = pieces.get(i);
            switch (i % 3) {
                case 0 -> digest.update(whole, read, length);
                case 1 -> digest.update(ByteBuffer.wrap(whole, read, length));
                default ->
                    digest.update(ByteBuffer.allocateDirect(length)
                            .put(whole, read, length)
                            .flip());
            }
            read += length;
            assertThat(digest.digest()).isEqualTo(Digest.of(Arrays.copyOf(whole, read)));
            digest = ResumableDigest.restore(digest.state().orElseThrow()).orElseThrow();
            assertThat(digest.count()).isEqualTo(read);
        }
        assertThat(digest.digest()).isEqualTo(Digest.of(whole));
    }

    @Test
    void theLengthIsCountedBeyondFourGigabytes() {
        long count = (5L << 30) + 3;
        byte[] state = ByteBuffer.allocate(44)
                .put((byte) 1)
                .putInt(0x6a09e667)
                .putInt(0xbb67ae85)
                .putInt(0x3c6ef372)
                .putInt(0xa54ff53a)
                .putInt(0x510e527f)
                .putInt(0x9b05688c)
                .putInt(0x1f83d9ab)
                .putInt(0x5be0cd19)
                .putLong(count)
                .put("abc".getBytes(StandardCharsets.US_ASCII))
                .array();

        ResumableDigest digest = ResumableDigest.restore(state).orElseThrow();

        assertThat(digest.count()).isEqualTo(count);
        assertThat(digest.state()).hasValue(state);
        // "abc" compressed from the initial words with a bit length of 8 * count in the padding.
        assertThat(digest.digest().hex()).isEqualTo("2ea330d75c70d61283b85173b5653c2eca0a97f2eb91b8b18035ed41995916a0");
    }

    @Test
    void theStateIsSmall() {
        ResumableDigest digest = ResumableDigest.sha256();
        digest.update(new byte[127], 0, 127);
        assertThat(digest.state().orElseThrow()).hasSize(104);
    }

    @Test
    void whatIsNoStateIsNotRestored() {
        ResumableDigest digest = ResumableDigest.sha256();
        digest.update(new byte[70], 0, 70);
        byte[] state = digest.state().orElseThrow();

        byte[] ofALaterVersion = state.clone();
        ofALaterVersion[0] = 2;
        byte[] negativeCount = ByteBuffer.wrap(state.clone()).putLong(33, -58).array();

        assertThat(ResumableDigest.restore(ofALaterVersion)).isEmpty();
        assertThat(ResumableDigest.restore(negativeCount)).isEmpty();
        assertThat(ResumableDigest.restore(Arrays.copyOf(state, state.length - 1)))
                .isEmpty();
        assertThat(ResumableDigest.restore(Arrays.copyOf(state, state.length + 1)))
                .isEmpty();
        assertThat(ResumableDigest.restore(new byte[0])).isEmpty();
    }

    @Test
    void withoutAccessToTheStateItStillHashes() {
        byte[] text = text(1000, (byte) 7);
        ResumableDigest digest = new ResumableDigest(null);
        digest.update(text, 0, text.length);

        assertThat(digest.state()).isEmpty();
        assertThat(digest.digest()).isEqualTo(Digest.of(text));
        byte[] state = ResumableDigest.sha256().state().orElseThrow();
        assertThat(ResumableDigest.restore(state, null)).isEmpty();
    }

    @Test
    void theWarmUpLeavesHashingRight() {
        ResumableDigest.warmUp();
        MessageDigest plain = Algorithm.SHA256.start();
        byte[] text = text(200_000, (byte) 1);
        ResumableDigest digest = ResumableDigest.sha256();
        digest.update(ByteBuffer.wrap(text));
        assertThat(digest.digest()).isEqualTo(Digest.of(Algorithm.SHA256, plain.digest(text)));
    }

    private static byte[] text(int length, byte seed) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (seed + i * 131 + (i >> 8));
        }
        return text;
    }
}
