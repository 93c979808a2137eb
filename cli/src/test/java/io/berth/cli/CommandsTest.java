package io.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
    void gcTakesItsOptions() {
        run("gc");
        run("gc", "--dry-run", "--untagged", "--thorough", "--config=my.yml");
        assertThat(operations.calls)
                .containsExactly(
                        "collect " + new Overrides(null, Map.of()) + new Operations.Collection(false, false, false),
                        "collect " + new Overrides(Path.of("my.yml"), Map.of())
                                + new Operations.Collection(true, true, true));
    }

    @Test
    void restoreNamesOneArtifact() {
        run("restore", "library/alpine@sha256:abc");
        assertThat(operations.calls)
                .containsExactly("restore " + new Overrides(null, Map.of()) + "library/alpine@sha256:abc");
        assertThat(run("restore")).isEqualTo(2);
    }

    @Test
    void fsckAndOrphansAreCalled() {
        run("fsck");
        run("orphans");
        run("orphans", "--delete-older-than", "7d");
        assertThat(operations.calls)
                .containsExactly(
                        "fsck " + new Overrides(null, Map.of()),
                        "orphans " + new Overrides(null, Map.of()) + "null",
                        "orphans " + new Overrides(null, Map.of()) + "7d");
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
        for (String command : List.of("serve", "gc", "restore", "fsck", "orphans", "version")) {
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
        public int collect(Overrides overrides, Collection collection) {
            calls.add("collect " + overrides + collection);
            return 0;
        }

        @Override
        public int restore(Overrides overrides, String artifact) {
            calls.add("restore " + overrides + artifact);
            return 0;
        }

        @Override
        public int fsck(Overrides overrides) {
            calls.add("fsck " + overrides);
            return 0;
        }

        @Override
        public int orphans(Overrides overrides, @Nullable String deleteOlderThan) {
            calls.add("orphans " + overrides + deleteOlderThan);
            return 0;
        }

        @Override
        public String version() {
            return "berth 1.2.3";
        }
    }
}
