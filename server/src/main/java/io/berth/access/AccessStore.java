package io.berth.access;

import io.berth.db.Db;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reads on the way of every request: a login, a token, the rights in one repository. */
final class AccessStore {
    private static final String ACCOUNT = """
            SELECT a.id, a.name, a.password_hash, a.admin, ar.revision,
                   p.name, p.public, m.role, pr.revision
              FROM (VALUES (?, ?)) asked (account, project)
              LEFT JOIN account a ON a.name = asked.account AND a.deleted_at IS NULL
              LEFT JOIN access_revision ar ON ar.subject = 'user:' || a.name
            """;
    private static final String RIGHTS = """
              LEFT JOIN member m ON m.project_id = p.id AND m.account_id = a.id
              LEFT JOIN access_revision pr ON pr.subject = 'project:' || p.name
            """;

    /** A statement of its own, since PostgreSQL plans the one with an array anew at each call. */
    private static final String ONE_PROJECT = ACCOUNT + "LEFT JOIN project p ON p.name = asked.project\n" + RIGHTS;

    private static final String SOME_PROJECTS =
            ACCOUNT + "LEFT JOIN project p ON p.name = ANY (asked.project)\n" + RIGHTS;

    private final Db db;

    AccessStore(Db db) {
        this.db = db;
    }

    /** What one statement says of a name and of some projects; nothing is verified yet. */
    Standing standing(String name, List<String> projects) {
        List<StandingRow> rows = projects.size() <= 1
                ? db.query(ONE_PROJECT, AccessStore::standingRow, name, projects.isEmpty() ? "" : projects.getFirst())
                : db.query(SOME_PROJECTS, AccessStore::standingRow, name, projects.toArray(String[]::new));
        Map<String, ProjectStanding> found = new HashMap<>();
        for (StandingRow row : rows) {
            if (row.project != null) {
                found.put(row.project, row.standing);
            }
        }
        return new Standing(rows.getFirst().candidate, Map.copyOf(found));
    }

    /** Where a caller stands in one project; empty if there is no such project. */
    Optional<ProjectStanding> standing(Principal principal, String project) {
        return db.first("""
                SELECT p.public, m.role, 0
                  FROM project p
                  LEFT JOIN member m ON m.project_id = p.id AND m.account_id = ?
                 WHERE p.name = ?
                """, row -> projectStanding(row, 1), principal.id(), project);
    }

    private static StandingRow standingRow(ResultSet row) throws SQLException {
        String account = row.getString(2);
        Candidate candidate = account == null
                ? null
                : new Candidate(
                        new Principal(Principal.Kind.USER, row.getLong(1), account, row.getBoolean(4)),
                        row.getString(3),
                        row.getLong(5));
        return new StandingRow(candidate, row.getString(6), projectStanding(row, 7));
    }

    private static ProjectStanding projectStanding(ResultSet row, int first) throws SQLException {
        int role = row.getInt(first + 1);
        return new ProjectStanding(row.getBoolean(first), role == 0 ? null : Role.of(role), row.getLong(first + 2));
    }

    /** An account that may be the caller's, with what proves it. */
    record Candidate(Principal principal, @Nullable String passwordHash, long revision) {}

    /** A project as one account sees it. */
    record ProjectStanding(boolean isPublic, @Nullable Role role, long revision) {

        /** What {@code principal}, for whom this was read, may do here. */
        Set<Action> actions(Principal principal) {
            if (principal.admin()) {
                return Role.PROJECT_ADMIN.actions();
            }
            if (role != null && !principal.isAnonymous()) {
                return role.actions();
            }
            return isPublic ? Set.of(Action.PULL) : Set.of();
        }
    }

    /** The account of a name, if there is one, and the projects that exist of those asked for. */
    record Standing(@Nullable Candidate candidate, Map<String, ProjectStanding> projects) {}

    private record StandingRow(
            @Nullable Candidate candidate, @Nullable String project, ProjectStanding standing) {}
}
