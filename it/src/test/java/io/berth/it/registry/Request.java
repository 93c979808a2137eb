package io.berth.it.registry;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request to be sent, possibly twice (once more after a challenge), so its body can be read again. */
public final class Request {
    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final BodyPublisher body;

    private Request(String method, String target, Map<String, String> headers, BodyPublisher body) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
    }

    /** A request without a body; the target is a path, or the URL that a Location header named. */
    public static Request of(String method, String target) {
        return new Request(method, target, Map.of(), BodyPublishers.noBody());
    }

    public static Request get(String target) {
        return of("GET", target);
    }

    public static Request head(String target) {
        return of("HEAD", target);
    }

    public static Request delete(String target) {
        return of("DELETE", target);
    }

    public static Request post(String target) {
        return of("POST", target);
    }

    public static Request put(String target) {
        return of("PUT", target);
    }

    public static Request patch(String target) {
        return of("PATCH", target);
    }

    public Request header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, target, more, body);
    }

    public Request body(byte[] bytes) {
        return body(BodyPublishers.ofByteArray(bytes));
    }

    /** A body of a length that is not said in advance unless the publisher knows it. */
    public Request body(BodyPublisher publisher) {
        return new Request(method, target, headers, publisher);
    }

    public Request json(String json) {
        return header("Content-Type", "application/json").body(json.getBytes(StandardCharsets.UTF_8));
    }

    String method() {
        return method;
    }

    String target() {
        return target;
    }

    Map<String, String> headers() {
        return headers;
    }

    BodyPublisher body() {
        return body;
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
