package io.berth.distribution;

import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.web.Exchange;

/** The {@code n} of lists (OCI distribution 1.1, "Content Discovery"). */
final class Pages {
    private Pages() {}

    /** How many entries the client wants: {@code normal} if it does not say, never more than {@code most}. */
    static int limit(Exchange exchange, int normal, int most) {
        String n = exchange.query("n");
        if (n == null || n.isEmpty()) {
            return normal;
        }
        try {
            int wanted = Integer.parseInt(n);
            if (wanted >= 0) {
                return Math.min(wanted, most);
            }
        } catch (NumberFormatException e) {
            throw bad();
        }
        throw bad();
    }

    private static ProblemException bad() {
        return new ProblemException(
                new Problem.Invalid(Problem.Subject.PARAMETER, "the N must be a positive int type"));
    }
}
