package io.berth.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.berth.db.Db;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.Manifest;
import io.berth.oci.RepositoryName;
import io.berth.oci.TagName;
import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Manifests and tags (OCI distribution 1.1, "Pulling manifests", "Pushing Manifests", "Deleting Manifests"). A manifest becomes
 * visible in one transaction with all that it needs; a tag is a register that every replica reads alike. Bytes by digest never
 * change and are kept in memory.
 */
public final class Manifests {
    private static final long REMEMBERED_BYTES = 24L * 1024 * 1024;

    private final Db db;
    private final ManifestStore store;
    private final BlobStore blobStore;
    private final ContentConfig config;
    private final Cache<Digest, byte[]> bodies;

    public Manifests(Db db, ContentConfig config) {
        this.db = db;
        this.store = new ManifestStore(db);
        this.blobStore = new BlobStore(db);
        this.config = config;
        this.bodies = Caffeine.newBuilder()
                .maximumWeight(REMEMBERED_BYTES)
                .weigher((Digest digest, byte[] body) -> body.length + 256)
                .build();
    }

    /** The bytes of a manifest if they are in memory; does no I/O. */
    public byte @Nullable [] remembered(Digest digest) {
        return bodies.getIfPresent(digest);
    }

    /** The bytes of a manifest that {@link ManifestLookups} found; empty if it was removed for good meanwhile. */
    public Optional<byte[]> body(FoundManifest found) {
        byte[] known = bodies.getIfPresent(found.digest());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<byte[]> body = store.body(found.id());
        body.ifPresent(bytes -> bodies.put(found.digest(), bytes));
        return body;
    }

    /**
     * Stores a manifest and points the tags at it.
     *
     * @param digest the digest of {@code body}
     * @throws ProblemException with {@link Problem.ReferencesUnknown} if a blob or a child is not in the repository
     */
    public void put(RepositoryName repository, Digest digest, Manifest manifest, byte[] body, List<TagName> tags) {
        List<Digest> blobs = manifest.neededBlobs().stream()
                .map(Descriptor::digest)
                .distinct()
                .toList();
        List<Digest> children =
                manifest.manifests().stream().map(Descriptor::digest).distinct().toList();
        Subject subject = Subject.of(manifest, tags).orElse(null);
        var artifact = new ManifestStore.NewArtifact(
                repository,
                digest,
                manifest.mediaType().value(),
                manifest.effectiveArtifactType(),
                ArtifactKind.of(manifest),
                manifest.config().map(config -> config.mediaType().value()).orElse(null),
                subject,
                subject == null ? null : ReferrerJson.descriptor(manifest, digest, body.length),
                body,
                manifest.contentSize(),
                blobs);
        ManifestStore.Put put = write(artifact, children, tags);
        if (!put.repositoryKnown()) {
            if (!blobStore.makeRepository(repository)) {
                throw new ProblemException(
                        new Problem.NotFound(Problem.Kind.PROJECT, "project " + repository.project() + " not found"));
            }
            put = write(artifact, children, tags);
        }
        if (!put.missing().isEmpty()) {
            throw new ProblemException(new Problem.ReferencesUnknown(put.missing(), List.of()));
        }
        bodies.put(digest, body);
    }

    /**
     * Deletes a manifest and its tags, and with it what belongs to it: its referrers, and the children of an index that no tag
     * and no other index needs. All of it can be restored inside the undelete window.
     *
     * @throws ProblemException with {@link Problem.InUse} while an index lists it
     */
    public void delete(RepositoryName repository, Digest digest) {
        db.inTransaction(tx -> {
            List<ManifestStore.Held> held = store.holdFamilyForDelete(tx, repository, digest);
            long root = held.stream()
                    .filter(ManifestStore.Held::isRoot)
                    .findFirst()
                    .orElseThrow(() -> unknown(repository, "@" + digest))
                    .id();
            List<Doomed.Member> family =
                    store.family(tx, held.stream().map(ManifestStore.Held::id).toList());
            if (family.stream()
                    .anyMatch(member -> member.id() == root && !member.parents().isEmpty())) {
                throw new ProblemException(
                        new Problem.InUse(Problem.Kind.MANIFEST, "the deleting artifact is referenced by others"));
            }
            store.delete(tx, Doomed.with(root, family));
            return root;
        });
    }

    /** Takes a tag away; the manifest stays. */
    public void deleteTag(RepositoryName repository, TagName tag) {
        if (!store.deleteTag(repository, tag)) {
            throw unknown(repository, ":" + tag);
        }
    }

    /** Tag names after {@code last}, in byte order, at most {@code limit}. */
    public List<String> tags(RepositoryName repository, String last, int limit) {
        return store.tags(repository, last, limit).orElseThrow(() -> unknownRepository(repository));
    }

    /** Names of repositories that have or had a manifest, after {@code last}, in byte order, at most {@code limit}. */
    public List<String> repositories(String last, int limit) {
        return store.repositories(last, limit);
    }

    /** The manifests that name {@code subject}, after the digest {@code last}, in the order of their digests. */
    public List<Referrer> referrers(
            RepositoryName repository, Digest subject, @Nullable String artifactType, String last, int limit) {
        return store.referrers(repository, subject, artifactType, last, limit).stream()
                .map(row -> new Referrer(row.digest(), row.descriptor()))
                .toList();
    }

    /** How many manifests name {@code subject}, of whatever type. */
    public int countReferrers(RepositoryName repository, Digest subject) {
        return store.countReferrers(repository, subject);
    }

    /** The refusal for a reference that leads nowhere; {@code reference} begins with {@code :} or {@code @}. */
    public static ProblemException unknown(RepositoryName repository, String reference) {
        return new ProblemException(
                new Problem.NotFound(Problem.Kind.MANIFEST, "artifact " + repository + reference + " not found"));
    }

    /** The refusal for a repository that never had a manifest. */
    public static ProblemException unknownRepository(RepositoryName repository) {
        return new ProblemException(
                new Problem.NotFound(Problem.Kind.REPOSITORY, "repository " + repository + " not found"));
    }

    private ManifestStore.Put write(ManifestStore.NewArtifact artifact, List<Digest> children, List<TagName> tags) {
        if (children.isEmpty()) {
            return db.retrying(() -> store.put(db, artifact, List.of(), tags, config.undeleteWindow()));
        }
        return db.inTransaction(tx -> {
            List<ManifestStore.Child> held = store.holdChildren(tx, artifact.repository(), children);
            if (held.size() < children.size()) {
                List<Digest> known =
                        held.stream().map(ManifestStore.Child::digest).toList();
                throw new ProblemException(new Problem.ReferencesUnknown(
                        List.of(),
                        children.stream()
                                .filter(child -> !known.contains(child))
                                .toList()));
            }
            return store.put(tx, artifact, held, tags, config.undeleteWindow());
        });
    }
}
