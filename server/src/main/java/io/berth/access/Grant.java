package io.berth.access;

import io.berth.oci.RepositoryName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a verified token allows. */
public final class Grant {
    private final String subject;
    private final Map<String, Set<Action>> repositories;
    private final boolean catalog;
    private final Instant issuedAt;
    private final Instant expires;
    private final Map<String, Long> revisions;

    Grant(
            String subject,
            Map<String, Set<Action>> repositories,
            boolean catalog,
            Instant issuedAt,
            Instant expires,
            Map<String, Long> revisions) {
        this.subject = subject;
        this.repositories = Map.copyOf(repositories);
        this.catalog = catalog;
        this.issuedAt = issuedAt;
        this.expires = expires;
        this.revisions = Map.copyOf(revisions);
    }

    /** The name of the user it was made for; empty for nobody. */
    public String subject() {
        return subject;
    }

    /** Whether its bearer may do {@code action} in {@code repository}. */
    public boolean allows(RepositoryName repository, Action action) {
        Set<Action> actions = repositories.get(repository.value());
        return actions != null && actions.contains(action);
    }

    /** Whether its bearer may list all repositories. */
    public boolean catalog() {
        return catalog;
    }

    public Instant issuedAt() {
        return issuedAt;
    }

    /** When it ends. */
    public Instant expires() {
        return expires;
    }

    /** Whether rights of its user were taken away after it was issued. */
    boolean isOvertaken(Map<String, Long> current) {
        return !subject.isEmpty() && isOvertaken(Revisions.user(subject), current);
    }

    /** The grant without the repositories of projects that were changed after it was issued. */
    Grant without(Map<String, Long> current) {
        Map<String, Set<Action>> left = new HashMap<>(repositories);
        left.keySet().removeIf(name -> isOvertaken(Revisions.project(projectOf(name)), current));
        return left.size() == repositories.size()
                ? this
                : new Grant(subject, left, catalog, issuedAt, expires, revisions);
    }

    private boolean isOvertaken(String revised, Map<String, Long> current) {
        Long revision = current.get(revised);
        return revision != null && revision > revisions.getOrDefault(revised, 0L);
    }

    private static String projectOf(String repository) {
        int slash = repository.indexOf('/');
        return slash < 0 ? repository : repository.substring(0, slash);
    }
}
