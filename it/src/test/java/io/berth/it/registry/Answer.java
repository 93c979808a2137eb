package io.berth.it.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What a server answered, its body in memory. */
public record Answer(String request, int status, HttpHeaders headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The Location header, which must be there. */
    public String location() {
        return header("Location").orElseThrow(() -> new AssertionError("no Location in " + this));
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + this, e);
        }
    }

    /** The codes of an error body, {@code MANIFEST_UNKNOWN}; empty if it is none. */
    public List<String> errorCodes() {
        try {
            JsonNode errors = JSON.readTree(body).path("errors");
            return StreamSupport.stream(errors.spliterator(), false)
                    .map(error -> error.path("code").asText())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Itself, if it has one of these statuses; a {@link Refused} otherwise. */
    public Answer expect(int... statuses) {
        for (int expected : statuses) {
            if (status == expected) {
                return this;
            }
        }
        throw new Refused(this);
    }

    @Override
    public String toString() {
        String shown = text();
        return request + " -> " + status + " " + headers.map() + " "
                + (shown.length() > 500 ? shown.substring(0, 500) + "…" : shown);
    }

    /** The server answered with another status than the caller can go on with. */
    public static final class Refused extends AssertionError {
        private static final long serialVersionUID = 1L;
        private final transient Answer answer;

        Refused(Answer answer) {
            super(answer.toString());
            this.answer = answer;
        }

        public Answer answer() {
            return answer;
        }
    }
}
