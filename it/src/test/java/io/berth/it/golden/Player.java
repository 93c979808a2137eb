package io.berth.it.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.berth.it.golden.Scenario.Step;
import io.berth.it.registry.Answer;
import io.berth.it.registry.Credentials;
import io.berth.it.registry.Registry;
import io.berth.it.registry.Request;
import io.berth.it.server.Installation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Plays the steps of one scenario in order and remembers what later steps need: captured values and session cookies. It names
 * everything it makes with a prefix of its own, so it may play again and again on a server that is in use.
 */
final class Player {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Registry anonymous;
    private final Variables variables = new Variables();
    private final Map<String, Session> sessions = new HashMap<>();

    Player(Installation berth, RandomGenerator random) {
        this.anonymous = berth.admin().as(Credentials.ANONYMOUS);
        Credentials.Basic admin = (Credentials.Basic) berth.admin().credentials();
        variables.set("ADMIN", admin.user());
        variables.set("ADMINPW", admin.password());
        variables.set("BASE", berth.url().toString());
        variables.set("HOST", berth.address());
        variables.set("P", prefix(random));
    }

    /** What came of a step; the body is missing if it is no JSON. */
    record Played(int status, JsonNode json, String text) {
        static final Played NOTHING = new Played(0, MissingNode.getInstance(), "");
    }

    private static final class Session {
        private final Map<String, String> cookies = new HashMap<>();
        private @Nullable String csrfToken;
    }

    Played play(Step step) throws InterruptedException {
        return switch (step.kind()) {
            case "http" -> repeat(step);
            case "sleep" -> {
                Thread.sleep(Duration.ofSeconds(step.json().path("seconds").asInt()));
                yield Played.NOTHING;
            }
            default -> throw new UnsupportedOperationException("a step of kind " + step.kind());
        };
    }

    /** Sends the request, again and again if the step waits for something to come true. */
    private Played repeat(Step step) throws InterruptedException {
        JsonNode until = step.json().path("until");
        Instant end = Instant.now().plusSeconds(until.path("timeout").asInt());
        if (variables.in(step.path()).contains("${")) {
            return new Played(0, MissingNode.getInstance(), "needs what an earlier answer did not give");
        }
        Answer answer = send(step);
        while (!until.isMissingNode() && !holds(until, answer) && Instant.now().isBefore(end)) {
            Thread.sleep(500);
            answer = send(step);
        }
        capture(step, answer);
        return new Played(answer.status(), json(answer), answer.text());
    }

    private static boolean holds(JsonNode until, Answer answer) {
        JsonNode value =
                until.has("path") ? at(json(answer), until.path("path").asText()) : JSON.valueToTree(answer.status());
        if (until.has("in")) {
            for (JsonNode wanted : until.path("in")) {
                if (wanted.equals(value)) {
                    return true;
                }
            }
            return false;
        }
        return value.size() >= until.path("len_ge").asInt();
    }

    private Answer send(Step step) {
        Request request = Request.of(step.method(), variables.in(step.path()));
        request = withBody(request, step.json());
        request = withAuthorization(request, step.json().path("auth"));
        Optional<Session> session = Optional.ofNullable(
                        step.json().path("session").textValue())
                .map(name -> sessions.computeIfAbsent(name, _ -> new Session()));
        if (session.isPresent()) {
            request =
                    withCookies(request, session.get(), step.json().path("csrf").asBoolean());
        }
        for (Map.Entry<String, JsonNode> header : step.json().path("headers").properties()) {
            request = request.header(
                    header.getKey(), variables.in(header.getValue().asText()));
        }
        Answer answer = anonymous.sendBare(request);
        session.ifPresent(jar -> keepCookies(jar, answer));
        return answer;
    }

    private Request withBody(Request request, JsonNode step) {
        if (step.has("json")) {
            return request.json(variables.in(step.get("json")).toString());
        }
        if (step.has("body")) {
            return request.body(variables.in(step.get("body").asText()).getBytes(StandardCharsets.UTF_8));
        }
        if (step.has("body_b64")) {
            return request.body(Base64.getDecoder().decode(step.get("body_b64").asText()));
        }
        if (step.has("gen")) {
            throw new UnsupportedOperationException("generated bodies");
        }
        return request;
    }

    private Request withAuthorization(Request request, JsonNode auth) {
        if (auth.isMissingNode()) {
            return request;
        }
        if (auth.isTextual()) {
            return request.header(
                    "Authorization",
                    new Credentials.Basic(variables.in("${ADMIN}"), variables.in("${ADMINPW}")).header());
        }
        if (auth.has("basic")) {
            JsonNode basic = auth.get("basic");
            return request.header(
                    "Authorization",
                    new Credentials.Basic(
                                    variables.in(basic.get(0).asText()),
                                    variables.in(basic.get(1).asText()))
                            .header());
        }
        return request.header(
                "Authorization", "Bearer " + variables.in(auth.path("bearer").asText()));
    }

    private Request withCookies(Request request, Session session, boolean csrf) {
        Request with = request;
        if (!session.cookies.isEmpty()) {
            StringBuilder cookies = new StringBuilder();
            session.cookies.forEach((name, value) -> cookies.append(cookies.isEmpty() ? "" : "; ")
                    .append(name)
                    .append('=')
                    .append(value));
            with = with.header("Cookie", cookies.toString());
        }
        if (csrf && session.csrfToken != null) {
            with = with.header("X-Harbor-CSRF-Token", session.csrfToken).header("Referer", variables.in("${BASE}/"));
        }
        return with;
    }

    private static void keepCookies(Session session, Answer answer) {
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] nameAndValue = cookie.split(";", 2)[0].split("=", 2);
            session.cookies.put(nameAndValue[0], nameAndValue.length > 1 ? nameAndValue[1] : "");
        }
        answer.header("X-Harbor-CSRF-Token").ifPresent(token -> session.csrfToken = token);
    }

    private void capture(Step step, Answer answer) {
        for (Map.Entry<String, JsonNode> wanted : step.json().path("capture").properties()) {
            String[] kindAndName = wanted.getValue().asText().split(":", 2);
            captured(wanted.getKey(), kindAndName[0], kindAndName[1], answer)
                    .ifPresent(value -> variables.set(wanted.getKey(), value));
        }
    }

    private Optional<String> captured(String variable, String kind, String name, Answer answer) {
        return switch (kind) {
            case "json" -> {
                JsonNode value = at(json(answer), name);
                yield value.isMissingNode() ? Optional.empty() : Optional.of(value.asText());
            }
            case "header" -> answer.header(name);
            case "tail" ->
                answer.header(name).map(value -> value.replaceAll("/+$", "").replaceAll(".*/", ""));
            case "loc" -> {
                Optional<URI> location = answer.header(name).map(URI::create);
                location.ifPresent(url -> variables.set(variable + "_q", url.getRawQuery() == null ? "?" : "&"));
                yield location.map(
                        url -> url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
            }
            default -> throw new UnsupportedOperationException("capture of " + kind);
        };
    }

    /** The value at a path such as {@code a.0.b}. */
    private static JsonNode at(JsonNode json, String path) {
        JsonNode value = json;
        for (String step : path.split("\\.")) {
            if (!step.isEmpty() && !step.equals("$")) {
                value = value.isArray() && step.matches("\\d+") ? value.path(Integer.parseInt(step)) : value.path(step);
            }
        }
        return value;
    }

    private static JsonNode json(Answer answer) {
        if (answer.body().length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** Lower case letters only, and short: it becomes part of project and user names. */
    private static String prefix(RandomGenerator random) {
        StringBuilder prefix = new StringBuilder("g");
        for (int i = 0; i < 8; i++) {
            prefix.append((char) ('b' + random.nextInt(25)));
        }
        return prefix.toString();
    }
}
