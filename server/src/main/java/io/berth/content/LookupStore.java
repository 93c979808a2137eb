package io.berth.content;

import io.berth.db.Db;
import io.berth.db.DbException;
import io.berth.oci.Digest;
import io.berth.oci.Reference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The one statement by which manifests are found, plain for one and in a batch for many. */
final class LookupStore {
    private static final String ONE_TAG = """
            SELECT a.id, a.digest, a.media_type, a.body_size
              FROM repository r
              LEFT JOIN tag t ON t.repository_id = r.id AND t.name = ?
              LEFT JOIN artifact a ON a.id = t.artifact_id AND a.deleted_at IS NULL
             WHERE r.name = ?
               AND r.born_at IS NOT NULL
            """;

    private static final String ONE_DIGEST = """
            SELECT a.id, a.digest, a.media_type, a.body_size
              FROM repository r
              LEFT JOIN artifact a ON a.repository_id = r.id AND a.digest = ? AND a.deleted_at IS NULL
             WHERE r.name = ?
               AND r.born_at IS NOT NULL
            """;

    private static final String MANY = """
            SELECT w.n, a.id, a.digest, a.media_type, a.body_size
              FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS w (repository, tag, digest, n)
              JOIN repository r ON r.name = w.repository AND r.born_at IS NOT NULL
              LEFT JOIN tag t ON t.repository_id = r.id AND t.name = w.tag
              LEFT JOIN artifact a
                     ON (a.id = t.artifact_id OR w.digest IS NOT NULL AND a.repository_id = r.id AND a.digest = w.digest)
                    AND a.deleted_at IS NULL
            """;

    private final DataSource dataSource;
    private final LongAdder statements = new LongAdder();

    LookupStore(Db db) {
        this.dataSource = db.dataSource();
    }

    /** How many statements were sent. */
    long statements() {
        return statements.sum();
    }

    /** Settles every lookup of the batch by one statement. */
    void find(List<ManifestLookups.Lookup> batch) {
        statements.increment();
        try (Connection connection = dataSource.getConnection()) {
            if (batch.size() == 1) {
                findOne(connection, batch.getFirst());
            } else {
                findMany(connection, batch);
            }
        } catch (SQLException e) {
            throw DbException.of(e);
        }
    }

    private static void findOne(Connection connection, ManifestLookups.Lookup lookup) throws SQLException {
        String sql = switch (lookup.reference()) {
            case Reference.ByTag _ -> ONE_TAG;
            case Reference.ByDigest _ -> ONE_DIGEST;
        };
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, lookup.reference().toString());
            statement.setString(2, lookup.repository().value());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    lookup.repositoryIsKnown();
                    settle(lookup, row, 1);
                }
            }
        }
    }

    private static void findMany(Connection connection, List<ManifestLookups.Lookup> batch) throws SQLException {
        String[] repositories = new String[batch.size()];
        @Nullable String[] tags = new String[batch.size()];
        @Nullable String[] digests = new String[batch.size()];
        for (int i = 0; i < batch.size(); i++) {
            ManifestLookups.Lookup lookup = batch.get(i);
            repositories[i] = lookup.repository().value();
            switch (lookup.reference()) {
                case Reference.ByTag tag -> tags[i] = tag.toString();
                case Reference.ByDigest digest -> digests[i] = digest.toString();
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(MANY)) {
            statement.setArray(1, connection.createArrayOf("text", repositories));
            statement.setArray(2, connection.createArrayOf("text", tags));
            statement.setArray(3, connection.createArrayOf("text", digests));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ManifestLookups.Lookup lookup = batch.get(row.getInt(1) - 1);
                    lookup.repositoryIsKnown();
                    settle(lookup, row, 2);
                }
            }
        }
    }

    private static void settle(ManifestLookups.Lookup lookup, ResultSet row, int column) throws SQLException {
        String digest = row.getString(column + 1);
        if (digest != null) {
            lookup.found(new FoundManifest(
                    row.getLong(column),
                    Digest.parse(digest).orElseThrow(),
                    row.getString(column + 2),
                    row.getInt(column + 3)));
        }
    }
}
