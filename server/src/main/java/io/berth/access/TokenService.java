package io.berth.access;

import io.berth.db.Db;
import io.berth.oci.RepositoryName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers who asks for a token: one statement reads the account, its password's hash and its rights. */
public final class TokenService {
    private final AccessStore store;
    private final Login login;
    private final Tokens tokens;

    public TokenService(Db db, Login login, Tokens tokens) {
        this.store = new AccessStore(db);
        this.login = login;
        this.tokens = tokens;
    }

    /**
     * A token with all that the caller holds of what is named in {@code scopes}. Wrong credentials are as good as none: the
     * token then allows what anybody may do. Empty if nobody asks for nothing, which is how a client tests a login.
     *
     * @throws ProblemException {@link Problem.TooMany} if too many passwords are being checked
     */
    public Optional<Token> token(@Nullable Credentials credentials, List<Scope> scopes) {
        AccessStore.Standing standing = standing(credentials, scopes);
        Principal principal = credentials == null
                ? Principal.anonymous()
                : login.principal(standing, credentials.name(), credentials.password())
                        .orElse(Principal.anonymous());
        return principal.isAnonymous() && scopes.isEmpty()
                ? Optional.empty()
                : Optional.of(issue(principal, standing, scopes));
    }

    /** As {@link #token}, but wrong credentials are refused. */
    public Optional<Token> tokenFor(Credentials credentials, List<Scope> scopes) {
        AccessStore.Standing standing = standing(credentials, scopes);
        return login.principal(standing, credentials.name(), credentials.password())
                .map(principal -> issue(principal, standing, scopes));
    }

    private AccessStore.Standing standing(@Nullable Credentials credentials, List<Scope> scopes) {
        List<String> projects = scopes.stream()
                .map(TokenService::repository)
                .flatMap(Optional::stream)
                .map(RepositoryName::project)
                .distinct()
                .toList();
        return store.standing(credentials == null ? "" : credentials.name(), projects);
    }

    private Token issue(Principal principal, AccessStore.Standing standing, List<Scope> scopes) {
        List<Access> access =
                scopes.stream().map(scope -> access(principal, standing, scope)).toList();
        return tokens.issue(principal.name(), access, revisions(principal, standing));
    }

    private static Access access(Principal principal, AccessStore.Standing standing, Scope scope) {
        if (Claims.isCatalog(scope.type(), scope.name())) {
            return Claims.catalog(principal.admin());
        }
        List<String> actions = repository(scope)
                .map(name -> standing.projects().get(name.project()))
                .map(project -> project.actions(principal))
                .stream()
                .flatMap(Set::stream)
                .sorted(Comparator.naturalOrder())
                .map(Action::wireName)
                .toList();
        return new Access(scope.type(), scope.name(), actions);
    }

    private static Map<String, Long> revisions(Principal principal, AccessStore.Standing standing) {
        Map<String, Long> revisions = new HashMap<>();
        if (!principal.isAnonymous()) {
            revisions.put(
                    Revisions.user(principal.name()),
                    Objects.requireNonNull(standing.candidate()).revision());
        }
        standing.projects().forEach((name, project) -> revisions.put(Revisions.project(name), project.revision()));
        revisions.values().removeIf(revision -> revision == 0);
        return revisions;
    }

    /** The repository that a scope names; a name without a project is none. */
    private static Optional<RepositoryName> repository(Scope scope) {
        return scope.type().equals(Scope.REPOSITORY)
                ? RepositoryName.parse(scope.name()).filter(name -> !name.rest().isEmpty())
                : Optional.empty();
    }
}
