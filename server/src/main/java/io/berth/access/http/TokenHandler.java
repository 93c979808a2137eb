package io.berth.access.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.berth.access.Credentials;
import io.berth.access.Scope;
import io.berth.access.Token;
import io.berth.access.TokenService;
import io.berth.access.Tokens;
import io.berth.db.DbException;
import io.berth.harborapi.HarborError;
import io.berth.harborapi.SessionCookie;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.web.Exchange;
import io.berth.web.RequestBody;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /service/token}. GET answers as Harbor does: name and password by Basic, wrong ones as good as none. POST with a
 * {@code grant_type} is the OAuth 2 form of the Docker token specification; without one it is refused, as by Harbor.
 */
public final class TokenHandler implements Handler<HttpServerRequest> {
    private static final Logger LOG = Logger.getLogger(TokenHandler.class.getName());

    private static final String PATH = "/service/token";
    private static final String JSON = HarborError.MEDIA_TYPE;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int MAX_FORM = 64 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TokenService tokens;
    private final Executor workers;
    private final SessionCookie session = new SessionCookie();

    /**
     * @param workers where the database is asked, virtual threads
     */
    public TokenHandler(TokenService tokens, Executor workers) {
        this.tokens = tokens;
        this.workers = workers;
    }

    /** Whether a path belongs to this handler. */
    public static boolean owns(String path) {
        return path.equals(PATH);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, PATH, workers, TokenHandler::failed);
        exchange.guarded(() -> {
            exchange.response().putHeader("X-Request-Id", exchange.id());
            String cookie = session.forCaller(exchange.header("Cookie"));
            if (cookie != null) {
                exchange.response().putHeader("Set-Cookie", cookie);
            }
            switch (exchange.method()) {
                case "GET", "HEAD" -> get(exchange);
                case "POST" -> post(exchange);
                default -> notAllowed(exchange);
            }
        });
    }

    private void get(Exchange exchange) {
        String service = exchange.query("service");
        if (!Tokens.SERVICE.equals(service)) {
            exchange.end(400, TEXT, "Unable to handle service: " + (service == null ? "" : service));
            return;
        }
        List<Scope> scopes = Scope.parseAll(exchange.queries().getAll("scope"));
        String authorization = exchange.header("Authorization");
        Credentials credentials = authorization == null
                ? null
                : Credentials.ofBasic(authorization).orElse(null);
        exchange.work(() -> {
            Optional<Token> token = tokens.token(credentials, scopes);
            exchange.onLoop(() -> token.ifPresentOrElse(
                    made -> exchange.end(200, JSON, answer(made).toString()), () -> exchange.end(401)));
        });
    }

    /** Goes to a virtual thread at once: the body decides what it is. */
    private void post(Exchange exchange) {
        RequestBody body = RequestBody.open(exchange, PATIENCE);
        exchange.work(() -> {
            Map<String, List<String>> form = form(body);
            String grant = value(form, "grant_type");
            if (grant == null) {
                exchange.onLoop(() -> notAllowed(exchange));
            } else {
                oauth(exchange, grant, form);
            }
        });
    }

    private void oauth(Exchange exchange, String grant, Map<String, List<String>> form) {
        String name = value(form, "username");
        String password = value(form, "password");
        if (!grant.equals("password")) {
            refuse(exchange, 400, "unsupported_grant_type", "only the grant type password is offered");
        } else if (!Tokens.SERVICE.equals(value(form, "service"))) {
            refuse(exchange, 400, "invalid_request", "the service must be " + Tokens.SERVICE);
        } else if (name == null || password == null) {
            refuse(exchange, 400, "invalid_request", "username and password are needed");
        } else {
            List<Scope> scopes = Scope.parseAll(form.getOrDefault("scope", List.of()));
            Optional<Token> token = tokens.tokenFor(new Credentials(name, password), scopes);
            if (token.isPresent()) {
                ObjectNode answer = answer(token.get());
                answer.put("access_token", token.get().jwt());
                answer.put("token_type", "Bearer");
                exchange.onLoop(() -> exchange.end(200, JSON, answer.toString()));
            } else {
                // Not 400: clients that get 401 here try GET, where a public image can still be had.
                refuse(exchange, 401, "invalid_grant", "the name or the password is wrong");
            }
        }
    }

    private static ObjectNode answer(Token token) {
        Instant issued = token.issuedAt();
        return JsonNodeFactory.instance
                .objectNode()
                .put("token", token.jwt())
                .put("access_token", "")
                .put("expires_in", token.lifetime().toSeconds())
                .put("issued_at", issued.toString());
    }

    private static void refuse(Exchange exchange, int status, String error, String description) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("error", error)
                .put("error_description", description)
                .toString();
        exchange.onLoop(() -> exchange.end(status, JSON, body));
    }

    private static void notAllowed(Exchange exchange) {
        exchange.response().putHeader("X-Content-Type-Options", "nosniff");
        exchange.end(405, TEXT, "Method Not Allowed\n");
    }

    private static Map<String, List<String>> form(RequestBody body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer piece = body.next(); piece != null; piece = body.next()) {
            if (bytes.size() + piece.remaining() > MAX_FORM) {
                throw new ProblemException(new Problem.TooLarge(MAX_FORM, "a token request is at most 64 KiB"));
            }
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            bytes.writeBytes(copy);
        }
        return new QueryStringDecoder(bytes.toString(StandardCharsets.UTF_8), false).parameters();
    }

    private static @Nullable String value(Map<String, List<String>> form, String name) {
        List<String> values = form.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.getFirst();
    }

    private static void failed(Exchange exchange, Throwable cause) {
        HarborError error = switch (cause) {
            case ProblemException refused -> HarborError.of(refused.problem());
            case DbException e
            when e.isUnavailable() -> new HarborError(503, "UNAVAILABLE", "the database is away; try again");
            case IOException _ -> new HarborError(400, "BAD_REQUEST", "the request body ended early");
            default -> {
                LOG.log(Level.SEVERE, exchange.id() + " " + exchange.method() + " " + PATH, cause);
                yield HarborError.internal();
            }
        };
        if (error.status() == 429 || error.status() == 503) {
            exchange.response().putHeader("Retry-After", "5");
        }
        exchange.end(error.status(), JSON, error.json());
    }
}
