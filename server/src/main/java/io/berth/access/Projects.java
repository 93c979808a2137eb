package io.berth.access;

import io.berth.db.Db;
import io.berth.db.DbException;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The projects: made, changed and deleted. Who may do that is the edge's question; who sees which is answered here. */
public final class Projects {
    /** Why a project that holds something is not deleted. */
    public static final String NOT_EMPTY = "the project contains repositories, can not be deleted";

    private final Db db;
    private final ProjectStore store;
    private final Revisions revisions;

    public Projects(Db db, Revisions revisions) {
        this.db = db;
        this.store = new ProjectStore(db);
        this.revisions = revisions;
    }

    /**
     * Makes a project, owned and administered by {@code owner}; its id.
     *
     * @throws ProblemException {@link Problem.Invalid}, {@link Problem.Conflict} if the name is taken
     */
    public long create(Principal owner, NewProject project) {
        if (project.storageLimit() < -1) {
            throw new ProblemException(new Problem.Invalid(
                    Problem.Subject.PARAMETER,
                    "bad request: invalid non-positive value for quota limit, value=" + project.storageLimit()));
        }
        Map<String, String> metadata = ProjectMetadata.forNew(project.metadata());
        try {
            return db.inTransaction(sql -> ProjectStore.add(sql, owner, project, metadata));
        } catch (DbException e) {
            if (e.isUniqueViolation()) {
                throw new ProblemException(
                        new Problem.Conflict("The project named " + project.name() + " already exists"));
            }
            throw e;
        }
    }

    /** A project with the role that {@code viewer} has in it, whether it may see the project or not. */
    public Optional<Project> find(ProjectRef ref, Principal viewer) {
        return store.find(ref, viewer);
    }

    /** The projects that {@code viewer} may see; all of them if {@code limit} is null. */
    public List<Project> list(ProjectFilter filter, Principal viewer, @Nullable Long limit, long offset) {
        return store.list(filter, viewer, limit, offset);
    }

    /** How many projects {@link #list} has. */
    public long count(ProjectFilter filter, Principal viewer) {
        return store.count(filter, viewer);
    }

    /**
     * Changes the settings that are named in {@code metadata}, and the allowlist unless null. Tokens end for a project that
     * is public no more.
     *
     * @throws ProblemException {@link Problem.NotFound}
     */
    public void update(Project project, Map<String, String> metadata, @Nullable CveAllowlist allowlist) {
        Map<String, String> known = ProjectMetadata.known(metadata);
        db.inTransaction(sql -> {
            boolean wasPublic =
                    ProjectStore.update(sql, project.id(), known, allowlist).orElseThrow(() -> notFound(project));
            String wanted = known.getOrDefault(ProjectMetadata.PUBLIC, "true");
            if (wasPublic && !wanted.equals("true")) {
                RevisionStore.revise(sql, Revisions.project(project.name()));
            }
            return true;
        });
        revisions.read();
    }

    /**
     * Deletes a project that holds nothing; what was deleted in it can be restored no more.
     *
     * @throws ProblemException {@link Problem.InUse} if it holds an artifact, {@link Problem.NotFound}
     */
    public void delete(Project project) {
        db.inTransaction(sql -> {
            boolean holdsArtifacts = ProjectStore.lockAndLook(sql, project.id()).orElseThrow(() -> notFound(project));
            if (holdsArtifacts) {
                throw new ProblemException(new Problem.InUse(Problem.Kind.PROJECT, NOT_EMPTY));
            }
            ProjectStore.delete(sql, project.id());
            RevisionStore.revise(sql, Revisions.project(project.name()));
            return true;
        });
        revisions.read();
    }

    /** Counts what the project holds. */
    public ProjectSummary summary(Project project) {
        return new ProjectSummary(store.members(project.id()), store.usedBytes(project.id()));
    }

    private static ProblemException notFound(Project project) {
        return new ProblemException(
                new Problem.NotFound(Problem.Kind.PROJECT, "project " + project.name() + " not found"));
    }
}
