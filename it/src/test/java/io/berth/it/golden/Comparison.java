package io.berth.it.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.berth.it.golden.Player.Played;
import io.berth.it.golden.Scenario.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares an answer with the recorded one in status and shape, that is in keys and JSON types. */
final class Comparison {
    private final List<String> differences = new ArrayList<>();

    private Comparison() {}

    /** What differs, in words; empty if nothing does. */
    static List<String> of(Step step, Played played) {
        Comparison comparison = new Comparison();
        comparison.compare(step, played);
        return List.copyOf(comparison.differences);
    }

    private void compare(Step step, Played played) {
        int status = step.expected().path("status").asInt();
        if (status != played.status()) {
            differences.add("status: want " + status + ", got " + played.status() + " " + shortened(played.text()));
            return;
        }
        if (step.compare().equals("status")) {
            return;
        }
        JsonNode wanted = step.expected().path("json");
        JsonNode got = played.json();
        if (wanted.isMissingNode() != got.isMissingNode()) {
            differences.add("body: want " + shortened(wanted.toString()) + ", got " + shortened(played.text()));
            return;
        }
        wanted = prepared(step, wanted);
        got = prepared(step, got);
        compare("$", wanted, got);
    }

    private static JsonNode prepared(Step step, JsonNode json) {
        JsonNode copy = json.deepCopy();
        for (JsonNode path : step.json().path("ignore")) {
            drop(copy, List.of(path.asText().split("\\.")));
        }
        if (!copy.isArray()) {
            return copy;
        }
        List<JsonNode> elements = new ArrayList<>();
        copy.forEach(elements::add);
        if (step.json().has("sort")) {
            String key = step.json().get("sort").asText();
            elements.sort(Comparator.comparing(element -> (key.equals("*") ? element : element.path(key)).toString()));
        }
        ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
        elements.stream()
                .limit(step.compare().equals("shape") ? 1 : Long.MAX_VALUE)
                .forEach(sorted::add);
        return sorted;
    }

    /** Removes what a path such as {@code *.update_time} leads to. */
    private static void drop(JsonNode json, List<String> path) {
        String key = path.getFirst();
        List<String> rest = path.subList(1, path.size());
        if (json instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (!rest.isEmpty() && (key.equals("*") || key.equals(Integer.toString(i)))) {
                    drop(array.get(i), rest);
                }
            }
        } else if (json instanceof ObjectNode object) {
            if (!rest.isEmpty()) {
                if (key.equals("*")) {
                    object.forEach(child -> drop(child, rest));
                } else {
                    drop(object.path(key), rest);
                }
            } else if (key.equals("*")) {
                object.removeAll();
            } else {
                object.remove(key);
            }
        }
    }

    private void compare(String place, JsonNode wanted, JsonNode got) {
        if (wanted.getNodeType() != got.getNodeType()) {
            differences.add(place + ": want " + shortened(wanted.toString()) + ", got " + shortened(got.toString()));
            return;
        }
        if (wanted.isArray()) {
            for (int i = 0; i < Math.min(wanted.size(), got.size()); i++) {
                compare(place + "." + i, wanted.get(i), got.get(i));
            }
        }
        if (wanted.isObject()) {
            Set<String> keys = new TreeSet<>();
            wanted.fieldNames().forEachRemaining(keys::add);
            got.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                if (!got.has(key)) {
                    differences.add(place + "." + key + ": missing, want "
                            + shortened(wanted.get(key).toString()));
                } else if (!wanted.has(key)) {
                    differences.add(place + "." + key + ": not in Harbor's answer, got "
                            + shortened(got.get(key).toString()));
                } else {
                    compare(place + "." + key, wanted.get(key), got.get(key));
                }
            }
        }
    }

    private static String shortened(String text) {
        String line = text.replace('\n', ' ');
        return line.length() > 160 ? line.substring(0, 160) + "…" : line;
    }
}
