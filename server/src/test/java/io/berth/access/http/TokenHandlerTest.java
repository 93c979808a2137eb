package io.berth.access.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.berth.access.Action;
import io.berth.access.Grant;
import io.berth.access.Principal;
import io.berth.access.TestAccess;
import io.berth.oci.RepositoryName;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TokenHandlerTest {
    private static final String SERVICE = "service=harbor-registry";

    private static TestAccess access;
    private static ExecutorService workers;
    private static Vertx vertx;
    private static HttpServer server;
    private static HttpClient client;
    private static Principal user;
    private static String project;

    @BeforeAll
    static void start() {
        access = TestAccess.create();
        user = access.user();
        project = access.project(user, false).name();
        workers = Executors.newVirtualThreadPerTaskExecutor();
        vertx = Vertx.vertx();
        TokenHandler handler = new TokenHandler(access.service, workers);
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.pause();
                    handler.handle(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        workers.close();
        access.close();
    }

    @Test
    void answersAsHarborDoes() throws Exception {
        HttpResponse<String> answer = get(SERVICE + "&scope=" + scope(), basic(user.name(), TestAccess.PASSWORD));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        JsonNode json = json(answer);
        assertThat(json.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("token", "access_token", "expires_in", "issued_at");
        assertThat(json.path("access_token").asText()).isEmpty();
        assertThat(json.path("expires_in").asInt()).isEqualTo(1800);
        assertThat(json.path("issued_at").asText()).isEqualTo("2026-03-01T12:00:00Z");
        Grant grant = access.tokens.verify(json.path("token").asText()).orElseThrow();
        assertThat(grant.allows(new RepositoryName(project + "/app"), Action.PUSH))
                .isTrue();
    }

    @Test
    void anUnknownServiceIsNamed() throws Exception {
        assertThat(get("service=odd", null).statusCode()).isEqualTo(400);
        assertThat(get("service=odd", null).body()).isEqualTo("Unable to handle service: odd");
        assertThat(get("", null).body()).isEqualTo("Unable to handle service: ");
    }

    @Test
    void aLoginIsTestedWithoutAScope() throws Exception {
        assertThat(get(SERVICE, basic(user.name(), TestAccess.PASSWORD)).statusCode())
                .isEqualTo(200);
        assertThat(get(SERVICE, basic(user.name(), "Wrong12345")).statusCode()).isEqualTo(401);
        assertThat(get(SERVICE, null).statusCode()).isEqualTo(401);
        assertThat(get(SERVICE + "&scope=", null).statusCode()).isEqualTo(401);
    }

    @Test
    void wrongCredentialsWithAScopeGetAnEmptyToken() throws Exception {
        HttpResponse<String> answer = get(SERVICE + "&scope=" + scope(), basic("nobody", "Wrong12345"));
        assertThat(answer.statusCode()).isEqualTo(200);
        Grant grant = access.tokens.verify(json(answer).path("token").asText()).orElseThrow();
        assertThat(grant.allows(new RepositoryName(project + "/app"), Action.PULL))
                .isFalse();
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        for (String method : new String[] {"PUT", "DELETE", "PATCH"}) {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(uri(SERVICE)).method(method, BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.body()).isEqualTo("Method Not Allowed\n");
        }
        assertThat(post(SERVICE).statusCode()).isEqualTo(405);
    }

    @Test
    void aFormWithAGrantTypeIsOauth() throws Exception {
        HttpResponse<String> answer = post("grant_type=password&" + SERVICE + "&client_id=test&scope=" + scope()
                + "&username=" + user.name() + "&password=" + TestAccess.PASSWORD);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode json = json(answer);
        Grant grant = access.tokens.verify(json.path("access_token").asText()).orElseThrow();
        assertThat(grant.subject()).isEqualTo(user.name());
        assertThat(json.path("token_type").asText()).isEqualTo("Bearer");
    }

    @Test
    void oauthRefusesInItsOwnForm() throws Exception {
        String wrong = "&username=" + user.name() + "&password=Wrong12345";
        assertRefused("grant_type=password&" + SERVICE + wrong, 401, "invalid_grant");
        assertRefused("grant_type=refresh_token&refresh_token=x&" + SERVICE, 400, "unsupported_grant_type");
        assertRefused("grant_type=password&" + SERVICE, 400, "invalid_request");
        assertRefused("grant_type=password&service=odd" + wrong, 400, "invalid_request");
    }

    @Test
    void aLongFormIsRefused() throws Exception {
        assertThat(post("grant_type=" + "x".repeat(70_000)).statusCode()).isEqualTo(413);
    }

    private static void assertRefused(String form, int status, String error) throws Exception {
        HttpResponse<String> answer = post(form);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).path("error").asText()).isEqualTo(error);
    }

    private static HttpResponse<String> get(String query, @Nullable String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(query));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return send(request);
    }

    private static HttpResponse<String> post(String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(""))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static URI uri(String query) {
        return URI.create(
                "http://127.0.0.1:" + server.actualPort() + "/service/token" + (query.isEmpty() ? "" : "?" + query));
    }

    private static String scope() {
        return URLEncoder.encode("repository:" + project + "/app:pull", StandardCharsets.UTF_8);
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }
}
