package io.berth.content;

import io.berth.db.Db;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.time.Duration;
import java.util.Optional;

/** The SQL on {@code blob} and {@code blob_lease} as readers and mounts need it. */
final class BlobStore {
    private final Db db;

    BlobStore(Db db) {
        this.db = db;
    }

    /** A blob as it is seen in one repository. */
    record Sight(BlobLocation location, boolean referred, boolean leaseIsOld) {}

    /** Looks a blob up where it is visible: a live artifact of the repository holds it, or a lease there does. */
    Optional<Sight> sight(RepositoryName repository, Digest digest, Duration leaseTime) {
        return db.first(
                """
                SELECT b.object_key, b.size, x.referred, x.lease_is_old
                  FROM repository r
                  JOIN blob b ON b.digest = ?
                 CROSS JOIN LATERAL (
                       SELECT EXISTS (SELECT 1
                                        FROM artifact_blob ab
                                        JOIN artifact a ON a.id = ab.artifact_id
                                       WHERE ab.digest = b.digest
                                         AND ab.repository_id = r.id
                                         AND a.deleted_at IS NULL) AS referred,
                              (SELECT l.expires_at < clock_timestamp() + make_interval(secs => ?)
                                 FROM blob_lease l
                                WHERE l.repository_id = r.id
                                  AND l.digest = b.digest
                                  AND l.expires_at > clock_timestamp()) AS lease_is_old) x
                 WHERE r.name = ?
                   AND (x.referred OR x.lease_is_old IS NOT NULL)
                """,
                row -> new Sight(
                        new BlobLocation(row.getString(1), row.getLong(2)), row.getBoolean(3), row.getBoolean(4)),
                digest.toString(),
                seconds(leaseTime) * 23 / 24,
                repository.value());
    }

    /** Gives the repository a lease on a blob; false if the blob or the repository is not there. */
    boolean lease(RepositoryName repository, Digest digest, Duration leaseTime) {
        return db.retrying(() -> db.update("""
                        INSERT INTO blob_lease (repository_id, digest, expires_at)
                        SELECT r.id, b.digest, clock_timestamp() + make_interval(secs => ?)
                          FROM repository r
                          JOIN blob b ON b.digest = ?
                         WHERE r.name = ?
                            ON CONFLICT (repository_id, digest)
                               DO UPDATE SET expires_at = GREATEST(blob_lease.expires_at, EXCLUDED.expires_at)
                        """, seconds(leaseTime), digest.toString(), repository.value())) > 0;
    }

    /** The name of a repository in the same project in which the blob is visible. */
    Optional<String> holder(RepositoryName repository, Digest digest) {
        return db.first("""
                SELECT h.name
                  FROM project p
                  JOIN repository h ON h.project_id = p.id
                 WHERE p.name = ?
                   AND (EXISTS (SELECT 1
                                  FROM artifact_blob ab
                                  JOIN artifact a ON a.id = ab.artifact_id
                                 WHERE ab.digest = ?
                                   AND ab.repository_id = h.id
                                   AND a.deleted_at IS NULL)
                        OR EXISTS (SELECT 1
                                     FROM blob_lease l
                                    WHERE l.repository_id = h.id
                                      AND l.digest = ?
                                      AND l.expires_at > clock_timestamp()))
                 LIMIT 1
                """, row -> row.getString(1), repository.project(), digest.toString(), digest.toString());
    }

    /** Makes sure that the repository exists; false if its project does not. */
    boolean makeRepository(RepositoryName repository) {
        db.update("""
                INSERT INTO repository (project_id, name)
                SELECT id, ? FROM project WHERE name = ?
                    ON CONFLICT (name) DO NOTHING
                """, repository.value(), repository.project());
        return db.first("SELECT 1 FROM repository WHERE name = ?", row -> 1, repository.value())
                .isPresent();
    }

    /** Drops a repository's lease. */
    void dropLease(RepositoryName repository, Digest digest) {
        db.update("""
                DELETE FROM blob_lease l
                 USING repository r
                 WHERE r.id = l.repository_id
                   AND r.name = ?
                   AND l.digest = ?
                """, repository.value(), digest.toString());
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
