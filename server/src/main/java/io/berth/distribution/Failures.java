package io.berth.distribution;

import io.berth.db.DbException;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.web.Exchange;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Answers whatever went wrong below {@code /v2}, in the registry's own form; nothing internal is told. */
final class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class.getName());

    private Failures() {}

    /** The one place where a failure becomes an answer. */
    static void answer(Exchange exchange, Throwable cause) {
        switch (cause) {
            case ProblemException refused -> answer(exchange, refused.problem());
            case DbException e
            when e.isUnavailable() -> {
                LOG.log(Level.WARNING, "{0}: database away: {1}", new Object[] {exchange.id(), e.getMessage()});
                answer(exchange, new Problem.Unavailable(Duration.ofSeconds(1), "the database is away; try again"));
            }
            case EOFException e -> {
                LOG.log(Level.FINE, exchange.id(), e);
                answer(exchange, new Problem.Invalid(Problem.Subject.BODY, "the request body ended early"));
            }
            case IOException e -> {
                LOG.log(Level.WARNING, exchange.id() + " store", e);
                answer(exchange, new Problem.Unavailable(Duration.ofSeconds(1), "the store did not answer; try again"));
            }
            default -> {
                LOG.log(Level.SEVERE, exchange.id() + " " + exchange.method() + " " + exchange.path(), cause);
                answer(exchange, OciError.of(500, "UNKNOWN", "internal server error"));
            }
        }
    }

    private static void answer(Exchange exchange, Problem problem) {
        switch (problem) {
            case Problem.Unavailable(Duration after, var _) -> retryAfter(exchange, after);
            case Problem.TooMany(Duration after, var _) -> retryAfter(exchange, after);
            case Problem.OutOfOrder order ->
                exchange.response()
                        .putHeader(Names.RANGE, BlobWrites.range(order.offset()))
                        .putHeader(Names.LOCATION, exchange.path() + "?" + BlobWrites.state(order.offset()));
            default -> {}
        }
        answer(exchange, OciError.of(problem));
    }

    /** Sends a refusal. */
    static void answer(Exchange exchange, OciError error) {
        exchange.response().putHeader(Names.API_VERSION, Names.REGISTRY_2).putHeader(Names.REQUEST_ID, exchange.id());
        exchange.end(error.status(), Names.JSON, error.json());
    }

    private static void retryAfter(Exchange exchange, Duration after) {
        exchange.response().putHeader(Names.RETRY_AFTER, Long.toString(Math.max(1, after.toSeconds())));
    }
}
