package io.berth.it.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scenario calls {@code ${name}}: fixed by the run, or captured from an earlier answer. */
final class Variables {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)}");
    private static final Pattern NUMBER = Pattern.compile("\\$\\{#(\\w+)}");
    private final Map<String, String> values = new HashMap<>();

    void set(String name, String value) {
        values.put(name, value);
    }

    /** The text with its references replaced; unknown ones stay. */
    String in(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), match.group())));
    }

    /** The same in every text of a JSON value; {@code ${#name}} alone is a number. */
    JsonNode in(JsonNode json) {
        switch (json) {
            case TextNode text -> {
                Matcher number = NUMBER.matcher(text.textValue());
                return number.matches()
                        ? LongNode.valueOf(Long.parseLong(values.getOrDefault(number.group(1), "0")))
                        : TextNode.valueOf(in(text.textValue()));
            }
            case ObjectNode object -> {
                ObjectNode copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(field -> copy.set(in(field.getKey()), in(field.getValue())));
                return copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> copy.add(in(element)));
                return copy;
            }
            default -> {
                return json;
            }
        }
    }
}
