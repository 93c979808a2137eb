package io.berth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.config.Config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigTest {
    private static final ConfigKey<Integer> PORT =
            ConfigKey.of("berth.http.port", ValueType.port(), "8080", "A port.", "端口。");
    private static final ConfigKey<Duration> LEASE =
            ConfigKey.of("berth.gc.lease-time", ValueType.duration(Duration.ofSeconds(1)), "24h", "A time.", "时长。");
    private static final ConfigKey<String> URL =
            ConfigKey.optional("berth.db.url", ValueType.jdbcUrl(), "A URL.", "地址。");
    private static final ConfigKey<Secret> PASSWORD = ConfigKey.secret("berth.db.password", "A password.", "密码。");
    private static final List<ConfigKey<?>> KNOWN = List.of(PORT, LEASE, URL, PASSWORD);

    @TempDir
    private Path directory;

    @Test
    void withoutAnythingTheDefaultsHold() {
        Config config = resolve(Map.of(), Map.of(), null);
        assertThat(config.get(PORT)).isEqualTo(8080);
        assertThat(config.get(LEASE)).isEqualTo(Duration.ofHours(24));
        assertThat(config.find(URL)).isEmpty();
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        Path file = file("berth: {http: {port: 1}, gc: {lease-time: 1s}, db: {url: 'jdbc:postgresql:file'}}");
        Map<String, String> environment = Map.of("BERTH_HTTP_PORT", "2", "BERTH_GC_LEASE_TIME", "2s");
        Config config = resolve(Map.of("berth.http.port", "3"), environment, file);
        assertThat(config.get(PORT)).isEqualTo(3);
        assertThat(config.get(LEASE)).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.find(URL)).contains("jdbc:postgresql:file");
    }

    @Test
    void theFileMayBeNestedDottedOrBoth() throws IOException {
        for (String text : List.of(
                "berth.http.port: 9",
                "berth:\n  http.port: 9",
                "berth:\n  http:\n    port: 9 # a comment",
                "berth.http:\n  port: '9'")) {
            assertThat(resolve(Map.of(), Map.of(), file(text)).get(PORT))
                    .as(text)
                    .isEqualTo(9);
        }
    }

    @Test
    void anEmptyFileIsAllRight() throws IOException {
        assertThat(resolve(Map.of(), Map.of(), file("# nothing yet\n")).get(PORT))
                .isEqualTo(8080);
    }

    @Test
    void aValueInTheFileIsTakenAsItIsWritten() throws IOException {
        Config config = resolve(Map.of(), Map.of(), file("berth.db.password: 0123_4"));
        assertThat(config.find(PASSWORD)).contains(new Secret("0123_4"));
    }

    @Test
    void anEmptyValueCountsAsNotGiven() throws IOException {
        Config config = resolve(
                Map.of("berth.http.port", " "),
                Map.of("BERTH_HTTP_PORT", "", "BERTH_DB_URL", ""),
                file("berth.http.port: 9\nberth.db.url:\n"));
        assertThat(config.get(PORT)).isEqualTo(9);
        assertThat(config.find(URL)).isEmpty();
    }

    @Test
    void everythingThatDoesNotFitIsNamedAtOnce() throws IOException {
        assertThatThrownBy(() -> resolve(
                        Map.of("berth.http.prt", "1"),
                        Map.of("BERTH_GC_LEASETIME", "1s", "BERTH_HTTP_PORT", "eighty"),
                        file("\nberth:\n  db:\n    ulr: x\n  gc.lease-time: soon\n")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(
                        "berth.http.prt (command line): there is no such setting; did you mean berth.http.port?")
                .hasMessageContaining(
                        "BERTH_GC_LEASETIME (environment): there is no such setting; did you mean BERTH_GC_LEASE_TIME?")
                .hasMessageContaining(
                        "berth.db.ulr (berth.yml line 4): there is no such setting; did you mean berth.db.url?")
                .hasMessageContaining(
                        "berth.http.port = \"eighty\" (environment): must be a whole number from 0 to 65535")
                .hasMessageContaining(
                        "berth.gc.lease-time = \"soon\" (berth.yml line 5): must be a duration of at least 1s");
    }

    @Test
    void aKeyWrittenTwiceInOneFileIsRefused() {
        assertThatThrownBy(() -> resolve(Map.of(), Map.of(), file("berth.http.port: 1\nberth: {http: {port: 2}}")))
                .hasMessageContaining("berth.http.port (berth.yml line 2): is given twice");
    }

    @Test
    void aFileThatIsNoYamlOrHoldsAListIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> resolve(Map.of(), Map.of(), file("berth: [")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("not well-formed YAML");
        assertThatThrownBy(() -> resolve(Map.of(), Map.of(), file("berth:\n  http:\n    port: [1, 2]")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("berth.yml line 3: berth.http.port takes one value");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> resolve(Map.of(), Map.of(), directory.resolve("other.yml")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("other.yml");
    }

    @Test
    void whatKubernetesPutsIntoTheEnvironmentIsNoSetting() {
        Config config = resolve(
                Map.of(),
                Map.of(
                        "BERTH_SERVICE_HOST",
                        "10.0.0.7",
                        "BERTH_SERVICE_PORT_HTTP",
                        "80",
                        "BERTH_PORT",
                        "tcp://10.0.0.7:80",
                        "BERTH_PORT_80_TCP_ADDR",
                        "10.0.0.7",
                        "BERTH_HTTP_PORT",
                        "tcp://10.0.0.8:80"),
                null);
        assertThat(config.get(PORT)).isEqualTo(8080);
        assertThatThrownBy(() -> resolve(Map.of(), Map.of("BERTH_PORT", "80"), null))
                .hasMessageContaining("did you mean");
    }

    @Test
    void aSecretIsNeverShown() {
        assertThat(new Secret("hidden")).hasToString("***");
        ConfigKey<Secret> key = new ConfigKey<>(
                "berth.x",
                new ValueType<>(new Words("none", "无"), _ -> Optional.empty()),
                null,
                new Words("", ""),
                true);
        assertThatThrownBy(() -> Config.resolve(List.of(key), new Sources(Map.of("berth.x", "hidden"), Map.of(), null)))
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("hidden").contains("command line"));
    }

    private static Config resolve(
            Map<String, String> commandLine, Map<String, String> environment, @Nullable Path file) {
        return Config.resolve(KNOWN, new Sources(commandLine, environment, file));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("berth.yml"), text);
    }
}
