package io.berth.distribution;

import io.berth.access.Action;
import io.berth.access.Login;
import io.berth.access.Rights;
import io.berth.access.Tokens;
import io.berth.content.Blobs;
import io.berth.content.ManifestLookups;
import io.berth.content.Manifests;
import io.berth.content.Uploads;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.Storage;
import io.berth.web.Exchange;
import io.berth.web.RequestBodies;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The registry API: finds the operation of a request, lets its caller pass, and runs it. */
public final class DistributionHandler implements Handler<HttpServerRequest> {
    private final Executor workers;
    private final Gate gate;
    private final BlobReads blobReads;
    private final BlobWrites blobWrites;
    private final ManifestEndpoint manifests;
    private final ListEndpoint lists;
    private final ReferrersEndpoint referrers;

    /** What the registry API stands on. */
    public record Parts(
            Tokens tokens,
            Login login,
            Rights rights,
            Uploads uploads,
            Blobs blobs,
            Manifests manifests,
            ManifestLookups lookups,
            Storage storage) {}

    /**
     * @param externalUrl where clients reach this registry; unless given, where the request says it went
     * @param bodies opens the bodies of uploads and manifests
     * @param mostUploads how many bodies are taken in at the same time
     */
    public DistributionHandler(
            Parts parts, Executor workers, Optional<String> externalUrl, RequestBodies bodies, int mostUploads) {
        this.workers = workers;
        this.gate = new Gate(parts.tokens(), parts.login(), parts.rights(), externalUrl);
        this.blobReads = new BlobReads(parts.blobs(), parts.storage());
        this.blobWrites = new BlobWrites(parts.uploads(), parts.blobs(), gate, bodies, mostUploads);
        this.manifests = new ManifestEndpoint(parts.manifests(), parts.lookups(), bodies);
        this.lists = new ListEndpoint(parts.manifests());
        this.referrers = new ReferrersEndpoint(parts.manifests());
    }

    /** Whether a path belongs to this API. */
    public static boolean owns(String path) {
        return path.startsWith("/v2") && (path.length() == 3 || path.charAt(3) == '/');
    }

    @Override
    public void handle(HttpServerRequest request) {
        String raw = request.path();
        Optional<String> path = decoded(raw);
        Exchange exchange = new Exchange(request, path.orElse(raw), workers, Failures::answer);
        if (path.isPresent()) {
            exchange.guarded(() -> dispatch(exchange));
        } else {
            Failures.answer(
                    exchange, OciError.of(400, "BAD_REQUEST", "the path is not percent-encoded as RFC 3986 wants it"));
        }
    }

    /** The path without its percent-encoding; empty if that is broken. */
    static Optional<String> decoded(String path) {
        if (path.indexOf('%') < 0) {
            return Optional.of(path);
        }
        try {
            return Optional.of(QueryStringDecoder.decodeComponent(path.replace("+", "%2B")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void dispatch(Exchange exchange) {
        if (exchange.path().length() == 3) {
            exchange.response().putHeader(Names.LOCATION, "/v2/");
            exchange.end(301);
            return;
        }
        switch (Route.of(exchange.path())) {
            case Route.Root() -> root(exchange);
            case Route.Catalog() -> catalog(exchange);
            case Route.Tags(RepositoryName repository) -> tags(exchange, repository);
            case Route.Manifest(RepositoryName repository, String reference) ->
                manifest(exchange, repository, reference);
            case Route.Blob(RepositoryName repository, String digest) -> blob(exchange, repository, digest);
            case Route.Uploads(RepositoryName repository) -> uploads(exchange, repository);
            case Route.Upload(RepositoryName repository, String id) -> upload(exchange, repository, id);
            case Route.Referrers(RepositoryName repository, String digest) -> referrers(exchange, repository, digest);
            case Route.BadName(String name) ->
                known(
                        exchange,
                        caller -> Failures.answer(
                                exchange, OciError.of(400, "NAME_INVALID", "invalid repository name: " + name)));
            case Route.Unknown() ->
                known(
                        exchange,
                        caller -> Failures.answer(
                                exchange,
                                OciError.of(
                                        404,
                                        "NOT_FOUND",
                                        "un-recognized request: " + exchange.method() + " " + exchange.path())));
        }
    }

    private void root(Exchange exchange) {
        if (isRead(exchange, "GET, HEAD")) {
            known(exchange, caller -> {
                exchange.response()
                        .putHeader(Names.API_VERSION, Names.REGISTRY_2)
                        .putHeader(Names.REQUEST_ID, exchange.id());
                exchange.end(200, Names.JSON, "{}");
            });
        }
    }

    /** Goes on for anybody with valid credentials. */
    private void known(Exchange exchange, Consumer<Caller> allowed) {
        gate.identify(
                exchange,
                caller -> exchange.guarded(() -> {
                    switch (caller) {
                        case Caller.Nobody _, Caller.Refused _ ->
                            gate.challenge(exchange, caller, "", "unauthorized: unauthorized");
                        case Caller.Bearer _, Caller.User _ -> allowed.accept(caller);
                    }
                }));
    }

    private void catalog(Exchange exchange) {
        if (isRead(exchange, "GET, HEAD")) {
            gate.identify(
                    exchange,
                    caller -> exchange.guarded(() -> {
                        if (caller.mayList()) {
                            lists.repositories(exchange);
                        } else {
                            gate.challenge(
                                    exchange,
                                    caller,
                                    "registry:catalog:*",
                                    "unauthorized to list catalog: unauthorized to list catalog");
                        }
                    }));
        }
    }

    private void tags(Exchange exchange, RepositoryName repository) {
        if (isRead(exchange, "GET, HEAD")) {
            pass(exchange, Action.PULL, repository, caller -> lists.tags(exchange, repository));
        }
    }

    private void referrers(Exchange exchange, RepositoryName repository, String digest) {
        if (isRead(exchange, "GET, HEAD")) {
            pass(exchange, Action.PULL, repository, caller -> {
                Digest subject = Digest.parse(digest)
                        .orElseThrow(() -> new ProblemException(new Problem.Invalid(
                                Problem.Subject.PARAMETER,
                                "unsupported digest " + digest + ": invalid checksum digest format")));
                referrers.list(exchange, repository, subject);
            });
        }
    }

    private void manifest(Exchange exchange, RepositoryName repository, String reference) {
        switch (exchange.method()) {
            case "GET", "HEAD" ->
                pass(
                        exchange,
                        Action.PULL,
                        repository,
                        caller -> manifests.get(exchange, repository, reference(reference)));
            case "PUT" ->
                pass(exchange, Action.PUSH, repository, caller -> manifests.put(exchange, repository, reference));
            case "DELETE" ->
                pass(
                        exchange,
                        Action.DELETE,
                        repository,
                        caller -> manifests.delete(exchange, repository, reference(reference)));
            default -> notAllowed(exchange, "DELETE, GET, HEAD, PUT");
        }
    }

    private void blob(Exchange exchange, RepositoryName repository, String digest) {
        switch (exchange.method()) {
            case "GET", "HEAD" ->
                pass(exchange, Action.PULL, repository, caller -> blobReads.get(exchange, repository, digest(digest)));
            case "DELETE" ->
                pass(
                        exchange,
                        Action.DELETE,
                        repository,
                        caller -> blobWrites.delete(exchange, repository, digest(digest)));
            default -> notAllowed(exchange, "DELETE, GET, HEAD");
        }
    }

    private void uploads(Exchange exchange, RepositoryName repository) {
        if (exchange.method().equals("POST")) {
            pass(exchange, Action.PUSH, repository, caller -> blobWrites.begin(exchange, repository, caller));
        } else {
            notAllowed(exchange, "POST");
        }
    }

    private void upload(Exchange exchange, RepositoryName repository, String id) {
        switch (exchange.method()) {
            case "GET", "HEAD" ->
                pass(exchange, Action.PUSH, repository, caller -> blobWrites.status(exchange, repository, uuid(id)));
            case "PATCH" ->
                pass(exchange, Action.PUSH, repository, caller -> blobWrites.append(exchange, repository, uuid(id)));
            case "PUT" ->
                pass(exchange, Action.PUSH, repository, caller -> blobWrites.close(exchange, repository, uuid(id)));
            case "DELETE" ->
                pass(exchange, Action.PUSH, repository, caller -> blobWrites.cancel(exchange, repository, uuid(id)));
            default -> notAllowed(exchange, "DELETE, GET, HEAD, PATCH, PUT");
        }
    }

    private void pass(Exchange exchange, Action action, RepositoryName repository, Consumer<Caller> allowed) {
        gate.pass(exchange, action, repository, caller -> exchange.guarded(() -> allowed.accept(caller)));
    }

    private static boolean isRead(Exchange exchange, String allow) {
        boolean read = exchange.method().equals("GET") || exchange.isHead();
        if (!read) {
            notAllowed(exchange, allow);
        }
        return read;
    }

    private static void notAllowed(Exchange exchange, String allow) {
        exchange.response()
                .putHeader(Names.API_VERSION, Names.REGISTRY_2)
                .putHeader(Names.REQUEST_ID, exchange.id())
                .putHeader("Allow", allow)
                .putHeader("X-Content-Type-Options", "nosniff");
        exchange.end(405, Names.TEXT, "Method not allowed\n");
    }

    private static Reference reference(String text) {
        return Reference.parse(text).orElseThrow(() -> ManifestEndpoint.badReference(text));
    }

    private static Digest digest(String text) {
        return Digest.parse(text)
                .orElseThrow(() -> new ProblemException(new Problem.Invalid(Problem.Subject.DIGEST, text)));
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(new Problem.NotFound(Problem.Kind.UPLOAD, text));
        }
    }
}
