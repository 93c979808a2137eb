package io.berth.content;

import io.berth.db.Db;
import io.berth.oci.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The SQL that finds the configs of artifacts in the store. */
final class ConfigStore {
    private final Db db;

    ConfigStore(Db db) {
        this.db = db;
    }

    private record Located(Digest digest, BlobLocation location) {}

    /** Where those of the blobs lie that one of the artifacts holds. */
    Map<Digest, BlobLocation> locations(List<Long> artifacts, List<Digest> configs) {
        Map<Digest, BlobLocation> locations = new HashMap<>();
        db.query(
                        """
                        SELECT DISTINCT b.digest, b.object_key, b.size
                          FROM artifact_blob ab
                          JOIN blob b ON b.digest = ab.digest
                         WHERE ab.artifact_id = ANY (?)
                           AND ab.digest = ANY (?)
                        """,
                        row -> new Located(
                                Digest.parse(row.getString(1)).orElseThrow(),
                                new BlobLocation(row.getString(2), row.getLong(3))),
                        artifacts.toArray(Long[]::new),
                        configs.stream().map(Digest::toString).toArray(String[]::new))
                .forEach(located -> locations.put(located.digest(), located.location()));
        return locations;
    }
}
