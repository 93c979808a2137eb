package io.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProjectNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "library", "a-b_c.d", "9a"})
    void takesWordsWithOneSeparatorBetween(String text) {
        assertThat(ProjectName.parse(text)).contains(new ProjectName(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "UPPER", "a b", "-a", "a-", "a__b", "a--b", "日本", "a/b", "a%2fb", ".", "a\0"})
    void refusesAllElse(String text) {
        assertThat(ProjectName.parse(text)).isEmpty();
    }

    @Test
    void isAtMost255Long() {
        assertThat(ProjectName.parse("a".repeat(255))).isPresent();
        assertThat(ProjectName.parse("a".repeat(256))).isEmpty();
    }
}
