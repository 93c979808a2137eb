package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkRangeTest {
    @ParameterizedTest
    @ValueSource(strings = {"0-99", " 0-99 ", "bytes 0-99/*", "bytes 0-99/200", "Bytes 0-99/100", "00-099"})
    void takesTheFormsOfOciAndHttp(String header) {
        assertThat(ChunkRange.parse(header)).contains(new ChunkRange(0, 99));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "0",
                "0-",
                "-99",
                "99-0",
                "0--1",
                "a-b",
                "0-99/200",
                "bytes 0-99",
                "bytes 0-99/99",
                "bytes 0-99/x",
                "bytes 0-99/",
                "bytes */200",
                "bytes=0-99",
                "0-1,2-3",
                "+0-99",
                "0-9223372036854775807",
                "0-99999999999999999999"
            })
    void refusesWhatIsNoRange(String header) {
        assertThat(ChunkRange.parse(header)).isEmpty();
    }

    @Test
    void lengthCountsBothEnds() {
        assertThat(new ChunkRange(0, 99).length()).isEqualTo(100);
        assertThat(new ChunkRange(5, 5).length()).isEqualTo(1);
    }

    @Property
    void whatIsPrintedIsReadBack(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long first,
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long length) {
        ChunkRange range = new ChunkRange(first, first + length - 1);
        assertThat(ChunkRange.parse(range.toString())).contains(range);
        assertThat(ChunkRange.parse("bytes " + range + "/" + (first + length))).contains(range);
        assertThat(range.length()).isEqualTo(length);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        assertThat(ChunkRange.parse(text)).isNotNull();
    }
}
