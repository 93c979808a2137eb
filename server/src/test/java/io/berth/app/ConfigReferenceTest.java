package io.berth.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConfigReferenceTest {
    private static final Path DOCS = Path.of("..", "docs");

    /** {@code mvn test -pl server -am -Dtest=ConfigReferenceTest -Ddocs.write=true} writes the pages anew. */
    @Test
    void thePagesAreWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(DOCS);
            Files.writeString(DOCS.resolve("configuration.md"), ConfigReference.english());
            Files.writeString(DOCS.resolve("configuration.zh.md"), ConfigReference.chinese());
        }
        assertThat(DOCS.resolve("configuration.md")).content().isEqualTo(ConfigReference.english());
        assertThat(DOCS.resolve("configuration.zh.md")).content().isEqualTo(ConfigReference.chinese());
    }

    @Test
    void everySettingIsExplainedInBothLanguages() {
        assertThat(KnownKeys.ALL).allSatisfy(key -> {
            assertThat(key.meaning().english()).endsWith(".").doesNotContain("|");
            assertThat(key.meaning().chinese()).endsWith("。").doesNotContain("|");
        });
    }

    @Test
    void everyDefaultFitsItsType() {
        assertThat(KnownKeys.ALL).allSatisfy(ConfigReferenceTest::assertDefaultFits);
    }

    private static <T> void assertDefaultFits(ConfigKey<T> key) {
        if (key.defaultText() != null) {
            assertThat(key.type().read().apply(key.defaultText())).isPresent();
        }
    }
}
