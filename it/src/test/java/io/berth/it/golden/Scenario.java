package io.berth.it.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** One recorded conversation: its steps in order, each a request and Harbor's answer. */
record Scenario(String name, String about, List<Step> steps) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Scenario load(String name) {
        String resource = "/golden/" + name + ".json";
        try (InputStream file = Scenario.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalArgumentException("no such scenario: " + resource);
            }
            JsonNode json = JSON.readTree(file);
            List<Step> steps = new ArrayList<>();
            json.path("steps").forEach(step -> steps.add(new Step(step)));
            return new Scenario(
                    json.path("scenario").asText(), json.path("about").asText(), steps);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A step as it is recorded. */
    record Step(JsonNode json) {

        String id() {
            return json.path("id").asText();
        }

        String method() {
            return json.path("method").asText();
        }

        String path() {
            return json.path("path").asText();
        }

        /** {@code http}, {@code sleep} … */
        String kind() {
            return json.path("kind").asText("http");
        }

        /** What Harbor answered. */
        JsonNode expected() {
            return json.path("expect");
        }

        /** How much of the answer counts: {@code full}, {@code shape}, {@code status} or {@code none}. */
        String compare() {
            return json.path("compare").asText("full");
        }

        /** Whether this step is compared at all, or only prepares and cleans up. */
        boolean isCompared() {
            return !json.path("teardown").asBoolean()
                    && json.has("expect")
                    && !compare().equals("none");
        }

        @Override
        public String toString() {
            return id() + " " + method() + " " + path();
        }
    }
}
