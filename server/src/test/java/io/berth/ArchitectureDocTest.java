package io.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newcomer's map leads to every folder, and to none that is not there. */
class ArchitectureDocTest {
    private static final Path ROOT = Path.of("..");
    private static final List<String> MODULES = List.of("oci", "cli", "server");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z/]+)` \\|");

    @ParameterizedTest
    @ValueSource(strings = {"architecture.md", "architecture.zh.md"})
    void theMapNamesEachFolderOnce(String page) throws IOException {
        String text = Files.readString(ROOT.resolve("docs").resolve(page), StandardCharsets.UTF_8);
        Stream<String> named = ROW.matcher(text).results().map(row -> row.group(1));

        assertThat(named).containsExactlyInAnyOrderElementsOf(folders());
    }

    @ParameterizedTest
    @ValueSource(strings = {"architecture.md", "architecture.zh.md"})
    void theClassesToStartAtStandInTheirFolder(String page) throws IOException {
        String text = Files.readString(ROOT.resolve("docs").resolve(page), StandardCharsets.UTF_8);
        List<MatchResult> rows = Pattern.compile("(?m)^\\| `([a-z/]+)` \\|.*\\|(.*)\\|$")
                .matcher(text)
                .results()
                .toList();

        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            List<String> classes = Pattern.compile("`(\\w+)`")
                    .matcher(row.group(2))
                    .results()
                    .map(name -> name.group(1) + ".java")
                    .toList();
            assertThat(classes).isNotEmpty();
            assertThat(filesIn(row.group(1))).containsAll(classes);
        });
    }

    /** The folders below io/berth that hold classes, as {@code storage/fs}. */
    private static List<String> folders() {
        return MODULES.stream()
                .map(ArchitectureDocTest::sources)
                .flatMap(top -> walk(top)
                        .filter(file -> file.toString().endsWith(".java"))
                        .map(file -> top.relativize(file.resolveSibling("")).toString()))
                .distinct()
                .toList();
    }

    private static List<String> filesIn(String folder) {
        return MODULES.stream()
                .map(module -> sources(module).resolve(folder))
                .filter(Files::isDirectory)
                .flatMap(ArchitectureDocTest::walk)
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private static Path sources(String module) {
        return ROOT.resolve(module).resolve("src/main/java/io/berth");
    }

    private static Stream<Path> walk(Path top) {
        try (Stream<Path> files = Files.walk(top)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
