package io.berth.content;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.berth.db.Db;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.ManifestException;
import io.berth.oci.MediaType;
import io.berth.oci.Reference;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import io.berth.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts and tags as people see them. A page takes the same number of statements however long it is, and what it reads of
 * manifests and of configs is bounded: of what lies beyond, annotations, children and attributes are left out, and a look at
 * that one artifact shows them. Who may see or do what is the edge's question.
 */
public final class Artifacts {
    /** The longest page, and the page of somebody who wants everything. */
    public static final long MOST_ROWS = 10_000;

    private static final Logger LOG = Logger.getLogger(Artifacts.class.getName());

    /** How many tags and accessories are shown with one artifact; their own lists have them all. */
    private static final int MOST_SHOWN = 1_000;

    private final Db db;
    private final ArtifactStore store;
    private final ConfigReader configs;

    /** What is wanted of artifacts beside themselves. */
    public record Detail(boolean withTags, boolean withAccessories) {}

    public Artifacts(Db db, Storage storage) {
        this.db = db;
        this.store = new ArtifactStore(db);
        this.configs = new ConfigReader(db, storage);
    }

    /**
     * What a tag or a digest leads to.
     *
     * @throws ProblemException {@link Problem.NotFound}
     */
    public ArtifactKey locate(RepositoryName repository, String reference) {
        return row(repository, reference).key();
    }

    /**
     * All about what a tag or a digest leads to.
     *
     * @throws ProblemException {@link Problem.NotFound}
     */
    public Artifact find(RepositoryName repository, String reference, Detail detail) {
        return assembled(List.of(row(repository, reference)), detail).getFirst();
    }

    /** The artifacts of a repository that fit; as many as there may be if {@code limit} is null. */
    public List<Artifact> list(
            RepositoryName repository, ArtifactFilter filter, Detail detail, @Nullable Long limit, long offset) {
        List<ArtifactStore.Row> rows = store.list(repository, filter, rows(limit), offset);
        return rows.isEmpty() ? List.of() : assembled(rows, detail);
    }

    /** How many artifacts {@link #list} has. */
    public long count(RepositoryName repository, ArtifactFilter filter) {
        return store.count(repository, filter);
    }

    /** The tags of an artifact that fit. */
    public List<ArtifactTag> tags(ArtifactKey artifact, TagFilter filter, @Nullable Long limit, long offset) {
        return store.tags(artifact.id(), filter, rows(limit), offset);
    }

    /** How many tags {@link #tags} has. */
    public long countTags(ArtifactKey artifact, TagFilter filter) {
        return store.countTags(artifact.id(), filter);
    }

    /** What belongs to an artifact, of these types unless null. */
    public List<Accessory> accessories(
            ArtifactKey subject, @Nullable List<String> types, @Nullable Long limit, long offset) {
        return store.accessories(subject, types, rows(limit), offset);
    }

    /** How many accessories {@link #accessories} has. */
    public long countAccessories(ArtifactKey subject, @Nullable List<String> types) {
        return store.countAccessories(subject, types);
    }

    /**
     * Gives an artifact one more tag.
     *
     * @throws ProblemException {@link Problem.Conflict} if the repository has a tag of this name, whatever it points at;
     *     {@link Problem.NotFound} if the artifact was deleted meanwhile
     */
    public void addTag(ArtifactKey artifact, TagName tag) {
        db.inTransaction(tx -> {
            if (!store.hold(tx, artifact.id())) {
                throw Manifests.unknown(artifact.repository(), "@" + artifact.digest());
            }
            if (!store.addTag(tx, artifact, tag)) {
                throw new ProblemException(new Problem.Conflict(
                        "tag " + tag + " already exists under the repository " + artifact.repositoryId()));
            }
            return true;
        });
    }

    /**
     * Takes a tag from an artifact.
     *
     * @throws ProblemException {@link Problem.NotFound} if the artifact has no such tag
     */
    public void removeTag(ArtifactKey artifact, String tag) {
        if (!store.removeTag(artifact, tag)) {
            throw new ProblemException(new Problem.NotFound(
                    Problem.Kind.TAG, "tag " + tag + " attached to artifact " + artifact.id() + " not found"));
        }
    }

    /**
     * The steps by which an image was built, as a JSON array; empty if its config does not say.
     *
     * @throws ProblemException {@link Problem.NotFound}, {@link Problem.Unavailable} if the config cannot be read
     */
    public String buildHistory(RepositoryName repository, String reference) {
        ArtifactStore.Row row = row(repository, reference);
        Manifest manifest = manifests(List.of(row)).get(row.key().id());
        Optional<Digest> config = Optional.ofNullable(manifest)
                .flatMap(Manifest::config)
                .filter(descriptor -> !descriptor.isForeign())
                .map(Descriptor::digest);
        if (config.isEmpty()) {
            return "[]";
        }
        try {
            return configs.history(row.key().id(), config.get());
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "cannot read the config " + config.get());
            throw new ProblemException(
                    new Problem.Unavailable(Duration.ofSeconds(1), "the store did not answer; try again"));
        }
    }

    private ArtifactStore.Row row(RepositoryName repository, String text) {
        Optional<Reference> reference = Reference.parse(text);
        if (reference.isEmpty()) {
            throw store.hasRepository(repository)
                    ? Manifests.unknown(repository, ":" + text)
                    : Manifests.unknownRepository(repository);
        }
        String said = (reference.get() instanceof Reference.ByDigest ? "@" : ":") + text;
        return store.find(repository, reference.get())
                .orElseThrow(() -> Manifests.unknownRepository(repository))
                .orElseThrow(() -> Manifests.unknown(repository, said));
    }

    private List<Artifact> assembled(List<ArtifactStore.Row> rows, Detail detail) {
        List<Long> ids = rows.stream().map(row -> row.key().id()).toList();
        Map<Long, Manifest> manifests = manifests(rows);
        Map<Long, Map<Digest, Long>> children = children(manifests);
        Map<Long, String> attributes = configs.attributes(wanted(rows, manifests));
        Map<Long, List<ArtifactTag>> tags = !detail.withTags
                ? Map.of()
                : store.tags(ids, MOST_SHOWN).stream()
                        .collect(groupingBy(
                                ArtifactStore.OwnedTag::artifact, mapping(ArtifactStore.OwnedTag::tag, toList())));
        Map<Long, List<Accessory>> accessories = !detail.withAccessories
                ? Map.of()
                : store.accessories(ids, MOST_SHOWN).stream()
                        .collect(groupingBy(
                                ArtifactStore.OwnedAccessory::subject,
                                mapping(ArtifactStore.OwnedAccessory::accessory, toList())));
        List<Artifact> artifacts = new ArrayList<>();
        for (ArtifactStore.Row row : rows) {
            long id = row.key().id();
            Manifest manifest = manifests.get(id);
            artifacts.add(new Artifact(
                    id,
                    row.projectId(),
                    row.key().repositoryId(),
                    row.key().repository(),
                    row.key().digest(),
                    row.kind(),
                    row.manifestType(),
                    row.configType() == null ? row.manifestType() : row.configType(),
                    row.artifactType(),
                    row.bodySize() + row.contentSize(),
                    row.pushedAt(),
                    manifest == null ? Map.of() : manifest.annotations(),
                    manifest == null ? List.of() : children(manifest, children.getOrDefault(id, Map.of())),
                    tags.getOrDefault(id, List.of()),
                    accessories.getOrDefault(id, List.of()),
                    Optional.ofNullable(attributes.get(id))));
        }
        return List.copyOf(artifacts);
    }

    /** What the bytes of the artifacts say, of as many as may be read at once. */
    private Map<Long, Manifest> manifests(List<ArtifactStore.Row> rows) {
        Map<Long, String> types = new HashMap<>();
        long left = Manifest.MAX_BYTES;
        for (ArtifactStore.Row row : rows) {
            if (row.bodySize() <= left) {
                left -= row.bodySize();
                types.put(row.key().id(), row.manifestType());
            }
        }
        Map<Long, Manifest> manifests = new HashMap<>();
        for (ArtifactStore.Body body : store.bodies(types.keySet())) {
            manifests.put(body.artifact(), parsed(body, types));
        }
        return manifests;
    }

    /** The ids of the children by their digests, for each index. */
    private Map<Long, Map<Digest, Long>> children(Map<Long, Manifest> manifests) {
        List<Long> indexes = manifests.entrySet().stream()
                .filter(entry -> !entry.getValue().manifests().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        Map<Long, Map<Digest, Long>> children = new HashMap<>();
        if (!indexes.isEmpty()) {
            store.children(indexes)
                    .forEach(child -> children.computeIfAbsent(child.parent(), _ -> new HashMap<>())
                            .put(child.digest(), child.id()));
        }
        return children;
    }

    private static List<Artifact.Child> children(Manifest manifest, Map<Digest, Long> ids) {
        List<Artifact.Child> children = new ArrayList<>();
        for (Descriptor child : manifest.manifests()) {
            Long id = ids.get(child.digest());
            if (id != null) {
                children.add(
                        new Artifact.Child(id, child.digest(), child.platform(), child.annotations(), child.urls()));
            }
        }
        return List.copyOf(children);
    }

    /** The configs that say something of their artifacts; of one whose kind is not known they do not. */
    private static List<ConfigReader.Wanted> wanted(List<ArtifactStore.Row> rows, Map<Long, Manifest> manifests) {
        List<ConfigReader.Wanted> wanted = new ArrayList<>();
        for (ArtifactStore.Row row : rows) {
            Manifest manifest = manifests.get(row.key().id());
            if (manifest != null && !row.kind().equals(ArtifactKind.UNKNOWN)) {
                manifest.config()
                        .filter(config -> !config.isForeign())
                        .ifPresent(config ->
                                wanted.add(new ConfigReader.Wanted(row.key().id(), config.digest(), row.kind())));
            }
        }
        return wanted;
    }

    private static Manifest parsed(ArtifactStore.Body body, Map<Long, String> types) {
        try {
            return Manifest.parse(
                    body.bytes(),
                    Optional.ofNullable(types.get(body.artifact())).flatMap(MediaType::parse));
        } catch (ManifestException e) {
            throw new IllegalStateException("the stored manifest " + body.artifact() + " cannot be read", e);
        }
    }

    private static long rows(@Nullable Long limit) {
        return limit == null ? MOST_ROWS : Math.min(limit, MOST_ROWS);
    }
}
