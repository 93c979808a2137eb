package io.berth.distribution;

import io.berth.access.Action;
import io.berth.access.Grant;
import io.berth.access.Login;
import io.berth.access.Rights;
import io.berth.access.Tokens;
import io.berth.oci.RepositoryName;
import io.berth.web.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Lets a request in or challenges it (Harbor's order: token, then name and password). A token is checked on the event loop
 * without asking anybody; name and password on a virtual thread.
 */
final class Gate {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final Tokens tokens;
    private final Login login;
    private final Rights rights;
    private final Optional<String> externalUrl;

    Gate(Tokens tokens, Login login, Rights rights, Optional<String> externalUrl) {
        this.tokens = tokens;
        this.login = login;
        this.rights = rights;
        this.externalUrl = externalUrl;
    }

    /** Goes on with {@code allowed}, on the event loop, if the caller may do {@code action} in {@code repository}. */
    void pass(Exchange exchange, Action action, RepositoryName repository, Consumer<Caller> allowed) {
        identify(exchange, caller -> {
            if (caller instanceof Caller.User) {
                exchange.work(() -> {
                    boolean may = caller.may(action, repository, rights);
                    exchange.onLoop(() -> admit(exchange, caller, may, action, repository, allowed));
                });
            } else {
                admit(exchange, caller, caller.may(action, repository, rights), action, repository, allowed);
            }
        });
    }

    /** Whether a caller let in before may also do this; blocks for a user. */
    boolean may(Caller caller, Action action, RepositoryName repository) {
        return caller.may(action, repository, rights);
    }

    /** Finds out who it is and goes on with that, on the event loop. */
    void identify(Exchange exchange, Consumer<Caller> known) {
        String authorization = exchange.header("Authorization");
        if (authorization == null || authorization.isEmpty()) {
            known.accept(new Caller.Nobody());
        } else if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String token = authorization.substring(BEARER.length()).trim();
            Optional<Grant> grant = tokens.verify(token);
            known.accept(grant.isPresent() ? new Caller.Bearer(grant.get()) : new Caller.Refused(false));
        } else if (authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            String[] credentials =
                    credentials(authorization.substring(BASIC.length()).trim());
            exchange.work(() -> {
                Caller caller = credentials.length < 2
                        ? new Caller.Refused(true)
                        : login.verify(credentials[0], credentials[1])
                                .<Caller>map(Caller.User::new)
                                .orElseGet(() -> new Caller.Refused(true));
                exchange.onLoop(() -> known.accept(caller));
            });
        } else {
            known.accept(new Caller.Refused(true));
        }
    }

    /** Answers 401; with {@code scope} the challenge says what a token must be asked for. */
    void challenge(Exchange exchange, Caller caller, String scope, String message) {
        boolean basic =
                caller instanceof Caller.Refused(boolean byPassword) && byPassword || caller instanceof Caller.User;
        String value = basic
                ? "Basic realm=\"harbor\""
                : "Bearer realm=\"" + origin(exchange) + "/service/token\",service=\"harbor-registry\""
                        + (scope.isEmpty() ? "" : ",scope=\"" + scope + "\"");
        exchange.response().putHeader(Names.CHALLENGE, value);
        Failures.answer(exchange, OciError.of(401, "UNAUTHORIZED", message));
    }

    private void admit(
            Exchange exchange,
            Caller caller,
            boolean may,
            Action action,
            RepositoryName repository,
            Consumer<Caller> allowed) {
        if (may) {
            allowed.accept(caller);
            return;
        }
        String scope = "repository:" + repository + ":" + (action == Action.PUSH ? "pull,push" : action.wireName());
        String from = action == Action.PUSH ? exchange.query("from") : null;
        if (from != null && RepositoryName.parse(from).isPresent()) {
            scope += " repository:" + from + ":pull";
        }
        String message = caller instanceof Caller.Nobody && action == Action.PULL
                ? "authorize header needed to send HEAD to repository"
                : "unauthorized to access repository: " + repository + ", action: " + action.wireName();
        challenge(exchange, caller, scope, message + ": " + message);
    }

    private String origin(Exchange exchange) {
        return externalUrl.orElseGet(() -> {
            String host = exchange.request().host();
            return exchange.request().scheme() + "://" + (host == null ? "localhost" : host);
        });
    }

    private static String[] credentials(String encoded) {
        try {
            String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0 ? new String[0] : new String[] {decoded.substring(0, colon), decoded.substring(colon + 1)};
        } catch (IllegalArgumentException e) {
            return new String[0];
        }
    }
}
