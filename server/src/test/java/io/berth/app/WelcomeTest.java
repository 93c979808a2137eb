package io.berth.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.web.HttpConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WelcomeTest {
    @Test
    void itSaysWhereHowAndTheFirstPasswordInBothLanguages() {
        assertThat(new Welcome(http("0.0.0.0", null, null), 8081, "Secret123").lines())
                .containsExactly(
                        "Berth is ready / 泊位已就绪: http://localhost:8081",
                        "  user / 用户: admin",
                        "  password, shown only this once / 密码（仅显示这一次）: Secret123",
                        "Push a first image / 推送第一个镜像:",
                        "  docker login -u admin localhost:8081",
                        "  docker tag alpine localhost:8081/library/alpine",
                        "  docker push localhost:8081/library/alpine");
    }

    @Test
    void laterStartsShowNoPassword() {
        assertThat(new Welcome(http("127.0.0.1", null, null), 80, null).lines())
                .first()
                .isEqualTo("Berth is ready / 泊位已就绪: http://127.0.0.1:80");
        assertThat(String.join("", new Welcome(http("127.0.0.1", null, null), 80, null).lines()))
                .doesNotContain("password");
    }

    @Test
    void theExternalAddressGoesBefore() {
        assertThat(new Welcome(http("0.0.0.0", URI.create("https://registry.example.com"), null), 8080, null).lines())
                .contains("  docker push registry.example.com/library/alpine");
    }

    @Test
    void withACertificateItIsHttps() {
        HttpConfig.Tls tls = new HttpConfig.Tls(Path.of("a"), Path.of("b"));
        assertThat(new Welcome(http("::1", null, tls), 8443, null).lines())
                .first()
                .isEqualTo("Berth is ready / 泊位已就绪: https://[::1]:8443");
    }

    private static HttpConfig http(String host, @Nullable URI external, HttpConfig.@Nullable Tls tls) {
        return new HttpConfig(
                host, 8080, external, tls, Duration.ofSeconds(60), 256, 1000, null, Duration.ofMinutes(1));
    }
}
