package io.berth.content;

import io.berth.cluster.Replica;
import io.berth.db.Database;
import io.berth.db.Db;
import io.berth.db.DbConfig;
import io.berth.db.TestDatabase;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.ManifestException;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.storage.ObjectKeys;
import io.berth.storage.Storage;
import io.berth.storage.fs.FileStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One process with its content services over a real database and a directory; several may stand on the same two. Time passes
 * by {@link #later}, so that no test waits.
 */
public final class TestContent implements AutoCloseable {
    public static final ContentConfig CONFIG =
            new ContentConfig(Duration.ofHours(24), Duration.ofHours(24), Duration.ZERO, Duration.ofDays(7), 10_000);
    public static final RepositoryName APP = repository("lib/app");
    public static final RepositoryName OTHER = repository("lib/other");

    private static final String IMAGE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    public final Database database;
    public final Db db;
    public final Storage storage;
    public final ContentConfig config;
    public final Replica replica;
    public final Blobs blobs;
    public final Uploads uploads;
    public final Manifests manifests;
    public final ManifestLookups lookups;
    public final Trash trash;
    public final Collector collector;
    public final Sweeper sweeper;

    private TestContent(Database database, Storage storage, ContentConfig config) {
        this.database = database;
        this.db = database.db();
        this.storage = storage;
        this.config = config;
        this.replica = new Replica(db, "test", "test");
        this.blobs = new Blobs(db, config);
        this.uploads = new Uploads(db, storage, blobs, config, replica.id());
        this.manifests = new Manifests(db, config);
        this.lookups = new ManifestLookups(db);
        this.trash = new Trash(db, config);
        this.collector = new Collector(db, config);
        this.sweeper = new Sweeper(db, storage, config);
        replica.join();
        lookups.start();
    }

    /** The first process on this database; makes the project {@code lib}. */
    public static TestContent first(DbConfig database, Path directory, ContentConfig config) {
        TestContent first = beside(database, directory, config);
        first.db.update("INSERT INTO account (id, name, admin) VALUES (1, 'admin', true)");
        first.db.update("INSERT INTO project (id, name, owner_id) VALUES (1, 'lib', 1)");
        return first;
    }

    /** One more process. */
    public static TestContent beside(DbConfig database, Path directory, ContentConfig config) {
        try {
            return new TestContent(TestDatabase.open(database), FileStorage.open(directory, Clock.systemUTC()), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets time pass for all that is stored; the replicas stay alive. */
    public void later(Duration time) {
        double seconds = BlobStore.seconds(time);
        List.of(
                        "UPDATE artifact SET deleted_at = deleted_at - make_interval(secs => ?)",
                        "UPDATE artifact SET pushed_at = pushed_at - make_interval(secs => ?)",
                        "UPDATE blob_lease SET expires_at = expires_at - make_interval(secs => ?)",
                        "UPDATE object SET not_before = not_before - make_interval(secs => ?)",
                        "UPDATE object SET changed_at = changed_at - make_interval(secs => ?)",
                        "UPDATE upload SET touched_at = touched_at - make_interval(secs => ?)")
                .forEach(sql -> db.retrying(() -> db.update(sql, seconds)));
    }

    /** Collects all there is to collect now. */
    public long collect() {
        while (collector.expireArtifacts(100) > 0) {}
        while (collector.expireLeases(100) > 0) {}
        long condemned = 0;
        Condemnation round = collector.condemn(100);
        while (round.settled() > 0) {
            condemned += round.condemned().size();
            round = collector.condemn(100);
        }
        return condemned;
    }

    /** Sweeps all there is to sweep now. */
    public List<Swept> sweep() throws IOException {
        List<Swept> all = new ArrayList<>();
        sweeper.abandonDeadWriters();
        for (List<Swept> some = sweeper.sweep(100); !some.isEmpty(); some = sweeper.sweep(100)) {
            all.addAll(some);
        }
        while (sweeper.expireUploads(100) > 0) {}
        return all;
    }

    /** Pushes a blob in one request. */
    public Digest push(RepositoryName repository, byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        UUID id = uploads.begin(repository, "admin");
        try (UploadSession session = uploads.close(repository, id, 0, digest).orElseThrow()) {
            session.write(ByteBuffer.wrap(content));
            session.complete(digest);
        }
        return digest;
    }

    public Digest push(RepositoryName repository, String content) throws IOException {
        return push(repository, bytes(content));
    }

    /** Puts an image of these layers, the first of which is its config. */
    public Digest image(RepositoryName repository, @Nullable String tag, Digest... layers) {
        return put(repository, imageOf(List.of(layers)), tag);
    }

    public Digest index(RepositoryName repository, @Nullable String tag, Digest... children) {
        return put(repository, indexOf(List.of(children)), tag);
    }

    public Digest put(RepositoryName repository, byte[] manifest, @Nullable String tag) {
        Digest digest = Digest.of(manifest);
        try {
            manifests.put(
                    repository,
                    digest,
                    Manifest.parse(manifest, Optional.empty()),
                    manifest,
                    tag == null ? List.of() : List.of(new TagName(tag)));
        } catch (ManifestException e) {
            throw new IllegalArgumentException(e);
        }
        return digest;
    }

    public static byte[] imageOf(List<Digest> layers) {
        return bytes("""
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(
                        IMAGE,
                        descriptor("application/vnd.oci.image.config.v1+json", layers.getFirst()),
                        layers.stream()
                                .skip(1)
                                .map(layer -> descriptor("application/vnd.oci.image.layer.v1.tar", layer))
                                .collect(Collectors.joining(","))));
    }

    public static byte[] indexOf(List<Digest> children) {
        return bytes("""
                {"schemaVersion":2,"mediaType":"%s","manifests":[%s]}""".formatted(
                INDEX, children.stream().map(child -> descriptor(IMAGE, child)).collect(Collectors.joining(","))));
    }

    /** A manifest of one blob that names {@code subject}. */
    public static byte[] referrerOf(Digest subject, Digest blob) {
        return bytes("""
                {"schemaVersion":2,"mediaType":"%s","artifactType":"application/vnd.test.note","config":%s,"layers":[],
                 "subject":%s}""".formatted(
                        IMAGE, descriptor("application/vnd.oci.empty.v1+json", blob), descriptor(IMAGE, subject)));
    }

    private static String descriptor(String mediaType, Digest digest) {
        return """
                {"mediaType":"%s","digest":"%s","size":1}""".formatted(mediaType, digest);
    }

    /** The blob's bytes as this repository serves them; empty if it is not visible there. */
    public Optional<byte[]> read(RepositoryName repository, Digest digest) throws IOException {
        Optional<BlobLocation> location = blobs.find(repository, digest);
        if (location.isEmpty()) {
            return Optional.empty();
        }
        try (var in = storage.read(location.get().objectKey(), 0, location.get().size())) {
            return Optional.of(in.readAllBytes());
        }
    }

    /** The manifest's bytes as this repository serves them; empty if it is not there. */
    public Optional<byte[]> manifest(RepositoryName repository, Digest digest) {
        return db.first("""
                SELECT a.body FROM artifact a JOIN repository r ON r.id = a.repository_id
                 WHERE r.name = ? AND a.digest = ? AND a.deleted_at IS NULL
                """, row -> row.getBytes(1), repository.value(), digest.toString());
    }

    /** Where the tag points. */
    public Optional<Digest> tagged(RepositoryName repository, String tag) {
        return db.first("""
                SELECT a.digest FROM tag t JOIN repository r ON r.id = t.repository_id JOIN artifact a ON a.id = t.artifact_id
                 WHERE r.name = ? AND t.name = ? AND a.deleted_at IS NULL
                """, row -> Digest.parse(row.getString(1)).orElseThrow(), repository.value(), tag);
    }

    public long count(String sql, Object... args) {
        return db.first(sql, row -> row.getLong(1), args).orElseThrow();
    }

    /** The state of the object at the blob's key of the layout, {@code none} if there is no row. */
    public String state(Digest digest) {
        return db.first(
                        "SELECT state FROM object WHERE object_key = ?",
                        row -> row.getString(1),
                        ObjectKeys.layoutKey(digest))
                .orElse("none");
    }

    public static RepositoryName repository(String name) {
        return RepositoryName.parse(name).orElseThrow();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes that differ from all others by their seed. */
    public static byte[] content(int seed, int length) {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) seed);
        byte[] mark = bytes("content " + seed + " ");
        System.arraycopy(mark, 0, content, 0, Math.min(mark.length, length));
        return content;
    }

    @Override
    public void close() throws IOException {
        lookups.close();
        replica.close();
        storage.close();
        database.close();
    }
}
