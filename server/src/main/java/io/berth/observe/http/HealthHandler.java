package io.berth.observe.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.berth.observe.Readiness;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.Set;

/** {@code /healthz} and {@code /readyz}, for balancers and orchestrators; open to everybody and answered without waiting. */
public final class HealthHandler implements Handler<HttpServerRequest> {
    private static final String HEALTH = "/healthz";
    private static final String READY = "/readyz";
    private static final Set<String> PATHS = Set.of(HEALTH, READY);

    private final Readiness readiness;

    public HealthHandler(Readiness readiness) {
        this.readiness = readiness;
    }

    /** Whether a path is one of these. */
    public static boolean owns(String path) {
        return PATHS.contains(path);
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.resume();
        HttpServerResponse response = request.response().putHeader("Cache-Control", "no-store");
        if (!request.method().name().equals("GET") && !request.method().name().equals("HEAD")) {
            response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
        } else if (HEALTH.equals(request.path())) {
            response.putHeader("Content-Type", "text/plain; charset=utf-8").end("ok\n");
        } else {
            Readiness.Report report = readiness.report();
            response.setStatusCode(report.isReady() ? 200 : 503)
                    .putHeader("Content-Type", "application/json")
                    .end(json(report));
        }
    }

    private static String json(Readiness.Report report) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("status", report.isReady() ? "ready" : "not ready");
        body.put("phase", report.phase().name().toLowerCase(Locale.ROOT));
        ObjectNode components = body.putObject("components");
        report.components().forEach((name, isUp) -> components.put(name, isUp ? "up" : "down"));
        return body + "\n";
    }
}
