package io.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandsTest {
    private final Recorder operations = new Recorder();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void serveTakesAFileAndSettings() {
        int status = run("serve", "--config", "my.yml", "--set", "berth.http.port=1", "-Dberth.log.level=debug");
        assertThat(status).isEqualTo(7);
        assertThat(operations.calls)
                .containsExactly("serve "
                        + new Overrides(Path.of("my.yml"), Map.of("berth.http.port", "1", "berth.log.level", "debug")));
    }

    @Test
    void aSettingMayHoldAnEqualsSignOrNothing() {
        run("serve", "--set", "berth.db.url=jdbc:postgresql://a/b?ssl=true", "--set", "berth.secret=", "-Dberth.x");
        assertThat(operations.calls)
                .containsExactly("serve "
                        + new Overrides(
                                null,
                                Map.of(
                                        "berth.db.url", "jdbc:postgresql://a/b?ssl=true",
                                        "berth.secret", "",
                                        "berth.x", "")));
    }

    @Test
    void aDryRunOnlyChecks() {
        assertThat(run("serve", "--dry-run")).isEqualTo(8);
        assertThat(operations.calls).containsExactly("check " + new Overrides(null, Map.of()));
    }

    @Test
    void versionIsOneLine() {
        assertThat(run("version")).isZero();
        assertThat(out.toString().strip()).isEqualTo("berth 1.2.3");
    }

    @Test
    void withoutACommandTheCommandsAreListed() {
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("Usage: berth", "serve", "version", "help", "Runs the registry");
    }

    @Test
    void everyCommandIsExplainedInBothLanguages() {
        for (String command : List.of("serve", "version")) {
            assertThat(output(command, "--help", "--lang", "en")).contains("Usage: berth " + command, "Options:");
            assertThat(output(command, "--help", "--lang=zh")).contains("用法：berth " + command, "选项：");
        }
        assertThat(output("help", "--lang=zh")).contains("命令：", "在前台运行");
        assertThat(output("help", "serve")).contains("--dry-run", "starts nothing");
    }

    @Test
    void theEnvironmentChoosesTheLanguageAndTheOptionGoesBefore() {
        assertThat(Language.of(List.of(), Map.of("LANG", "zh_CN.UTF-8"))).isEqualTo(Language.CHINESE);
        assertThat(Language.of(List.of(), Map.of("LANG", "zh_CN.UTF-8", "LC_ALL", "C")))
                .isEqualTo(Language.ENGLISH);
        assertThat(Language.of(List.of("--lang", "en"), Map.of("LANG", "zh_CN")))
                .isEqualTo(Language.ENGLISH);
        assertThat(Language.of(List.of("--lang=zh"), Map.of())).isEqualTo(Language.CHINESE);
        assertThat(Language.of(List.of(), Map.of())).isEqualTo(Language.ENGLISH);
    }

    @Test
    void whatCannotBeUnderstoodIsSaidWithStatus2() {
        assertThat(run("sevre")).isEqualTo(2);
        assertThat(err.toString()).contains("sevre", "serve");
        assertThat(operations.calls).isEmpty();
    }

    private String output(String... arguments) {
        out.getBuffer().setLength(0);
        run(arguments);
        return out.toString();
    }

    private int run(String... arguments) {
        return Commands.run(operations, Map.of(), new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private static final class Recorder implements Operations {
        private final List<String> calls = new ArrayList<>();

        @Override
        public int serve(Overrides overrides) {
            calls.add("serve " + overrides);
            return 7;
        }

        @Override
        public int check(Overrides overrides) {
            calls.add("check " + overrides);
            return 8;
        }

        @Override
        public String version() {
            return "berth 1.2.3";
        }
    }
}
