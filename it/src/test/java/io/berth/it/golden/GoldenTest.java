package io.berth.it.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.it.golden.Player.Played;
import io.berth.it.golden.Scenario.Step;
import io.berth.it.server.Installation;
import io.berth.it.server.SharedServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each scenario must answer as Harbor did, save for the steps in {@code differences.txt}; a step listed there that answers as
 * Harbor does fails too, so the list only shrinks.
 */
@ExtendWith(SharedServer.class)
final class GoldenTest {
    private static final List<String> SCENARIOS = List.of(
            "v2-auth",
            "v2-push-monolithic",
            "v2-index-referrers",
            "project-crud",
            "project-delete",
            "artifact-list",
            "artifact-tags-labels",
            "gc");

    @TestFactory
    Stream<DynamicTest> answersAreHarborsSaveForTheListedDifferences(Installation berth) {
        return SCENARIOS.stream()
                .map(Scenario::load)
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> compare(scenario, berth)));
    }

    private static void compare(Scenario scenario, Installation berth) throws Exception {
        Player player = new Player(berth, new SecureRandom());
        Map<String, List<String>> found = new TreeMap<>();
        int compared = 0;
        for (Step step : scenario.steps()) {
            Played played = player.play(step);
            if (step.isCompared()) {
                compared++;
                List<String> differences = Comparison.of(step, played);
                if (!differences.isEmpty()) {
                    found.put(step.toString(), differences);
                }
            }
        }
        System.out.printf(
                "%s: %d of %d steps equal in status and shape%n", scenario.name(), compared - found.size(), compared);

        Set<String> listed = listed(scenario);
        Map<String, List<String>> surprises = new TreeMap<>(found);
        surprises.keySet().removeIf(step -> listed.contains(step.split(" ", 2)[0]));
        assertThat(surprises)
                .withFailMessage(() -> scenario.name() + ": steps that differ and are not listed\n" + shown(surprises))
                .isEmpty();
        Set<String> stale = new TreeSet<>(listed);
        found.keySet().forEach(step -> stale.remove(step.split(" ", 2)[0]));
        assertThat(stale).as("steps that are listed and do not differ any more").isEmpty();
    }

    private static String shown(Map<String, List<String>> differences) {
        StringBuilder text = new StringBuilder();
        differences.forEach((step, what) -> text.append(step)
                .append("\n    ")
                .append(String.join("\n    ", what))
                .append('\n'));
        return text.toString();
    }

    private static Set<String> listed(Scenario scenario) throws IOException {
        try (InputStream file = GoldenTest.class.getResourceAsStream("/golden/differences.txt")) {
            if (file == null) {
                throw new IllegalStateException("differences.txt is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(scenario.name() + "/"))
                    .map(line -> line.substring(scenario.name().length() + 1).split("\t", 2)[0])
                    .collect(Collectors.toSet());
        }
    }
}
