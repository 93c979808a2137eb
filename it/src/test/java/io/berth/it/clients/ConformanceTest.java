package io.berth.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.process.Installed;
import io.berth.it.process.Program;
import io.berth.it.server.Installation;
import io.berth.it.server.Project;
import io.berth.it.server.SharedServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The OCI's own conformance program. Its reports stay in {@code it/target/conformance}: {@code report.html} shows each request
 * and answer.
 */
@ExtendWith(SharedServer.class)
final class ConformanceTest {
    private final Project project;

    ConformanceTest(Installation berth) {
        this.project = berth.newProject();
    }

    @Test
    void version11IsPassedWhole() throws Exception {
        Report report = run("1.1", Map.of("OCI_VERSION", "1.1"));

        System.out.println("oci-conformance 1.1: " + report);
        assertThat(report.failed()).isEmpty();
        assertThat(report.counts().get("passed")).isGreaterThan(600);
    }

    /** What comes after 1.1 and what is off by default: upload cancel, digest headers, tags as parameters, sparse indexes. */
    @Test
    void everythingOnFailsOnlyWhereAReasonIsGiven() throws Exception {
        Report report = run("everything", Map.of("OCI_VERSION", "dev", "OCI_DATA_SPARSE", "true"));

        System.out.println("oci-conformance, everything on: " + report);
        assertThat(report.failed()).isEqualTo(knownFailures());
    }

    private Report run(String name, Map<String, String> settings) throws Exception {
        Path program = Installed.require("oci-conformance", "conformance");
        Path folder =
                Files.createDirectories(Path.of("target", "conformance", name).toAbsolutePath());
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("OCI_REGISTRY", project.registry().base().getAuthority());
        environment.put("OCI_TLS", "disabled");
        environment.put("OCI_REPO1", project.repository(name + "/one"));
        environment.put("OCI_REPO2", project.repository(name + "/two"));
        environment.put("OCI_USERNAME", project.owner().user());
        environment.put("OCI_PASSWORD", project.owner().password());
        environment.put("OCI_RESULTS_DIR", folder.toString());
        Files.deleteIfExists(folder.resolve("junit.xml"));
        Program.Outcome outcome = Program.of(program.toString())
                .with(environment)
                .in(folder)
                .within(Duration.ofMinutes(5))
                .run();
        Files.writeString(folder.resolve("summary.txt"), outcome.toString());
        return Report.read(folder.resolve("junit.xml"));
    }

    /** The checks that fail, each with its reason behind a tab. The list only shrinks. */
    private static Set<String> knownFailures() throws Exception {
        try (InputStream file = ConformanceTest.class.getResourceAsStream("/conformance-failures.txt")) {
            if (file == null) {
                throw new IllegalStateException("conformance-failures.txt is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\t", 2)[0])
                    .collect(Collectors.toSet());
        }
    }

    private record Report(Map<String, Integer> counts, Set<String> failed) {

        static Report read(Path junit) throws Exception {
            NodeList cases = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(junit.toFile())
                    .getElementsByTagName("testcase");
            Map<String, Integer> counts = new TreeMap<>();
            Set<String> failed = new TreeSet<>();
            for (int i = 0; i < cases.getLength(); i++) {
                Element test = (Element) cases.item(i);
                String status = test.getAttribute("status");
                counts.merge(status, 1, Integer::sum);
                if (List.of("failure", "error").contains(status)) {
                    failed.add(test.getAttribute("name"));
                }
            }
            return new Report(counts, failed);
        }

        @Override
        public String toString() {
            int all = counts.values().stream().mapToInt(Integer::intValue).sum();
            return all + " checks, " + counts + (failed.isEmpty() ? "" : "\n  " + String.join("\n  ", failed));
        }
    }
}
