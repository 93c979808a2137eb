package io.berth.content.http;

import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A repository as a path of Harbor's API names it: by its project and, in one segment, the rest, whose slashes are encoded
 * twice ({@code a%252Fb}), since proxies undo one encoding. What cannot be a name is a repository that is not there.
 */
record RepositoryPath(String name) {

    /** Of two segments of a path, both decoded once. */
    static RepositoryPath of(String project, String rest) {
        return new RepositoryPath(project + "/" + decoded(rest));
    }

    Optional<RepositoryName> possible() {
        return RepositoryName.parse(name);
    }

    /**
     * The name.
     *
     * @throws ProblemException {@link Problem.NotFound} if there can be no such repository
     */
    RepositoryName required() {
        return possible()
                .orElseThrow(() -> new ProblemException(
                        new Problem.NotFound(Problem.Kind.REPOSITORY, "repository " + name + " not found")));
    }

    /** How the rest of a name is written in a path. */
    static String encoded(RepositoryName name) {
        return name.rest().replace("/", "%252F");
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
