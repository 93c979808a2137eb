package io.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.oci.RangeRequest.Part;
import io.berth.oci.RangeRequest.Unsatisfiable;
import io.berth.oci.RangeRequest.Whole;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeRequestTest {
    private static final String HUGE = "99999999999999999999999";

    @ParameterizedTest
    @CsvSource({
        "bytes=500-1499, 500, 1499",
        "bytes=500-,     500, 2047",
        "bytes=-500,    1548, 2047",
        "bytes=2000-5000, 2000, 2047",
        "bytes=0-0,        0, 0",
        "BYTES=2047-,   2047, 2047",
        "bytes=-5000,      0, 2047",
        "bytes=0-" + HUGE + ", 0, 2047",
        "bytes=-" + HUGE + ",  0, 2047",
    })
    void partOf2048Bytes(String header, long first, long last) {
        assertThat(RangeRequest.of(header, 2048)).isEqualTo(new Part(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=2048-", "bytes=5000-10000", "bytes=-0", "bytes=" + HUGE + "-", "bytes=" + HUGE + "-1"})
    void outsideOf2048BytesIsUnsatisfiable(String header) {
        assertThat(RangeRequest.of(header, 2048)).isEqualTo(new Unsatisfiable());
    }

    /** RFC 9110 section 14.2 lets a server ignore or refuse it; the conformance program wants 416. */
    @Test
    void endBeforeBeginIsUnsatisfiable() {
        assertThat(RangeRequest.of("bytes=500-0", 2048)).isEqualTo(new Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=5",
                "bytes=a-b",
                "bytes=1-b",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=0-1,4-5",
                "items=0-1",
                "bytes=1-2-3",
                "bytes=٠-١",
                "bytes 0-1"
            })
    void whatIsNoSingleByteRangeGivesTheWhole(String header) {
        assertThat(RangeRequest.of(header, 2048)).isEqualTo(new Whole());
    }

    @Test
    void noHeaderGivesTheWhole() {
        assertThat(RangeRequest.of(null, 2048)).isEqualTo(new Whole());
    }

    @Test
    void nothingHasNoFirstByteButAnEnd() {
        assertThat(RangeRequest.of("bytes=0-", 0)).isEqualTo(new Unsatisfiable());
        assertThat(RangeRequest.of("bytes=-1", 0)).isEqualTo(new Whole());
    }

    @Property
    void partsLieInside(
            @ForAll @LongRange(min = 0) long first,
            @ForAll @LongRange(min = 0) long last,
            @ForAll @LongRange(min = 0) long size) {
        if (RangeRequest.of("bytes=" + first + "-" + last, size) instanceof Part part) {
            assertThat(part.first()).isEqualTo(first);
            assertThat(part.last()).isEqualTo(Math.min(last, size - 1));
            assertThat(part.length()).isPositive();
        } else {
            assertThat(first >= size || last < first).isTrue();
        }
    }

    @Property
    void anyHeaderHasAnAnswer(@ForAll String text, @ForAll @LongRange(min = 0) long size) {
        assertThat(RangeRequest.of("bytes=" + text, size)).isNotNull();
    }
}
