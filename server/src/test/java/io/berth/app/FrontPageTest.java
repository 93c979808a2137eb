package io.berth.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The page at the root. */
final class FrontPageTest {
    private static final List<String> COMMANDS = List.of("docker login -u admin a<b");

    @Test
    void theReadersLanguageComesFirst() {
        String chinese = FrontPage.page(true, COMMANDS);
        assertThat(chinese.indexOf("推送第一个镜像")).isPositive().isLessThan(chinese.indexOf("Push a first image"));
        String english = FrontPage.page(false, COMMANDS);
        assertThat(english.indexOf("Push a first image")).isPositive().isLessThan(english.indexOf("推送第一个镜像"));
    }

    @Test
    void commandsAreEscaped() {
        assertThat(FrontPage.page(false, COMMANDS)).contains("admin a&lt;b").doesNotContain("a<b");
    }

    @Test
    void itAsksNothingOfOtherSites() {
        assertThat(FrontPage.page(false, COMMANDS)).doesNotContain("http:", "https:", "<script", "<img", "<link");
    }

    @Test
    void chineseIsFirstChoiceOnlyWhenNamedFirst() {
        assertThat(FrontPage.isChinese("zh-CN,zh;q=0.9,en;q=0.8")).isTrue();
        assertThat(FrontPage.isChinese("en-US,en;q=0.9,zh;q=0.8")).isFalse();
        assertThat(FrontPage.isChinese(null)).isFalse();
    }
}
