package io.berth.content;

import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a registry promises, kept in maps: who sees which blob, which manifests and tags there are, how long things stay. */
final class ContentModel {
    private static final Duration LEASE = TestContent.CONFIG.leaseTime();
    private static final Duration RENEWED_AFTER = LEASE.dividedBy(24);
    private static final Duration UNDELETE = TestContent.CONFIG.undeleteWindow();
    private static final Duration IDLE = TestContent.CONFIG.uploadExpiry();
    private static final Duration CLOSED_KEPT = Duration.ofHours(24);

    /** How the registry answers. */
    enum Answer {
        DONE,
        UNKNOWN,
        IN_USE,
        CONFLICT,
        MISSING
    }

    /** A blob or a manifest in a repository. */
    record At(RepositoryName repository, Digest digest) {}

    record TagAt(RepositoryName repository, String name) {}

    /** A manifest that was pushed. */
    static final class Artifact {
        final At at;
        final Set<Digest> blobs;
        final List<At> children;
        final Set<String> tagsWhenDeleted = new TreeSet<>();
        Duration pushed;

        @Nullable
        Duration deleted;

        Artifact(At at, Collection<Digest> blobs, Collection<Digest> children, Duration pushed) {
            this.at = at;
            this.blobs = Set.copyOf(blobs);
            this.children = children.stream()
                    .map(child -> new At(at.repository(), child))
                    .distinct()
                    .toList();
            this.pushed = pushed;
        }

        boolean isLive() {
            return deleted == null;
        }
    }

    /** An upload that was begun. */
    static final class Upload {
        final RepositoryName repository;
        final int content;
        long position;
        long patchStart;
        boolean patchOpen;
        Duration touched;

        @Nullable
        Digest closed;

        Upload(RepositoryName repository, int content, Duration touched) {
            this.repository = repository;
            this.content = content;
            this.touched = touched;
        }
    }

    private final Map<At, Duration> leases = new HashMap<>();
    private final Map<At, Artifact> artifacts = new HashMap<>();
    private final Map<TagAt, At> tags = new HashMap<>();
    private final Map<UUID, Upload> uploads = new HashMap<>();
    private Duration now = Duration.ZERO;

    void later(Duration time) {
        now = now.plus(time);
    }

    boolean isVisible(At blob) {
        return isReferred(blob) || isLeased(blob);
    }

    void lease(At blob) {
        leases.put(blob, now.plus(LEASE));
    }

    /** A look at a blob renews a lease that has run for a while. */
    boolean find(At blob) {
        Duration lease = leases.get(blob);
        if (isLeased(blob)
                && !isReferred(blob)
                && lease != null
                && lease.minus(LEASE).plus(RENEWED_AFTER).compareTo(now) < 0) {
            lease(blob);
        }
        return isVisible(blob);
    }

    boolean mount(RepositoryName to, At from) {
        if (!isVisible(from)) {
            return false;
        }
        lease(new At(to, from.digest()));
        return true;
    }

    Answer deleteBlob(At blob) {
        if (!isVisible(blob)) {
            return Answer.UNKNOWN;
        }
        if (isReferred(blob)) {
            return Answer.IN_USE;
        }
        leases.remove(blob);
        return Answer.DONE;
    }

    Answer put(At at, Collection<Digest> blobs, Collection<Digest> children, @Nullable String tag) {
        boolean isWhole = blobs.stream().allMatch(blob -> mayBeNamed(new At(at.repository(), blob)))
                && children.stream()
                        .allMatch(child -> live(new At(at.repository(), child)).isPresent());
        if (!isWhole) {
            return Answer.MISSING;
        }
        Artifact artifact = artifacts.computeIfAbsent(at, _ -> new Artifact(at, blobs, children, now));
        artifact.deleted = null;
        artifact.pushed = now;
        artifact.tagsWhenDeleted.clear();
        if (tag != null) {
            tags.put(new TagAt(at.repository(), tag), at);
        }
        return Answer.DONE;
    }

    /** What only a deleted index led to goes with it. */
    Answer delete(At at) {
        if (live(at).isEmpty()) {
            return Answer.UNKNOWN;
        }
        if (hasLiveParent(at)) {
            return Answer.IN_USE;
        }
        Set<TagAt> names = tags.entrySet().stream()
                .filter(tag -> tag.getValue().equals(at))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        names.forEach(name -> known(at).tagsWhenDeleted.add(name.name()));
        tags.keySet().removeAll(names);
        deleteWithOrphans(known(at));
        return Answer.DONE;
    }

    private void deleteWithOrphans(Artifact artifact) {
        artifact.deleted = now;
        artifact.children.stream()
                .map(this::known)
                .filter(child -> child.isLive() && !hasLiveParent(child.at) && !tags.containsValue(child.at))
                .forEach(this::deleteWithOrphans);
    }

    Answer deleteTag(TagAt tag) {
        return tags.remove(tag) == null ? Answer.UNKNOWN : Answer.DONE;
    }

    Answer restore(At at) {
        Artifact artifact = artifacts.get(at);
        if (artifact == null) {
            return Answer.UNKNOWN;
        }
        if (artifact.deleted == null) {
            return Answer.CONFLICT;
        }
        if (artifact.deleted.plus(UNDELETE).compareTo(now) < 0) {
            return Answer.UNKNOWN;
        }
        revive(artifact);
        return Answer.DONE;
    }

    private void revive(Artifact artifact) {
        if (artifact.isLive()) {
            return;
        }
        artifact.deleted = null;
        artifact.tagsWhenDeleted.forEach(
                name -> tags.putIfAbsent(new TagAt(artifact.at.repository(), name), artifact.at));
        artifact.tagsWhenDeleted.clear();
        artifact.children.stream().map(this::known).forEach(this::revive);
    }

    /** Deletes what nothing leads to, from the top down. */
    void deleteUntagged() {
        boolean again = true;
        while (again) {
            again = false;
            for (Artifact artifact : artifacts.values()) {
                if (artifact.isLive()
                        && artifact.pushed.plus(LEASE).compareTo(now) < 0
                        && !tags.containsValue(artifact.at)
                        && !hasLiveParent(artifact.at)) {
                    artifact.deleted = now;
                    again = true;
                }
            }
        }
    }

    /** What has expired is forgotten, an index before its children. */
    void collect() {
        leases.values().removeIf(until -> until.compareTo(now) < 0);
        boolean again = true;
        while (again) {
            again = artifacts
                    .values()
                    .removeIf(artifact -> artifact.deleted != null
                            && artifact.deleted.plus(UNDELETE).compareTo(now) < 0
                            && parents(artifact.at).findAny().isEmpty());
        }
    }

    void begin(UUID id, RepositoryName repository, int content) {
        uploads.put(id, new Upload(repository, content, now));
    }

    /** The upload, if it was not given up. */
    Optional<Upload> upload(UUID id) {
        return Optional.ofNullable(uploads.get(id));
    }

    /** A writer begins at {@code start}, where the upload ends or where a chunk began that was never acknowledged. */
    void claimed(UUID id, long start) {
        upload(id).ifPresent(upload -> {
            upload.patchStart = start;
            upload.patchOpen = true;
            upload.touched = now;
        });
    }

    void acknowledged(UUID id) {
        upload(id).ifPresent(upload -> upload.patchOpen = false);
    }

    void wrote(UUID id, long position) {
        upload(id).ifPresent(upload -> {
            upload.position = position;
            upload.touched = now;
        });
    }

    void closed(UUID id, Digest digest) {
        upload(id).ifPresent(upload -> {
            upload.closed = digest;
            upload.touched = now;
            lease(new At(upload.repository, digest));
        });
    }

    void cancelled(UUID id) {
        uploads.remove(id);
    }

    /** Idle uploads are given up. */
    void sweep() {
        uploads.values()
                .removeIf(upload -> upload.touched
                                .plus(upload.closed == null ? IDLE : CLOSED_KEPT)
                                .compareTo(now)
                        < 0);
    }

    /** The blobs that must be there after a collection, and no others. */
    Set<Digest> needed() {
        Set<Digest> needed = new HashSet<>();
        artifacts.values().forEach(artifact -> needed.addAll(artifact.blobs));
        leases.keySet().forEach(lease -> needed.add(lease.digest()));
        return needed;
    }

    Optional<Artifact> live(At at) {
        return Optional.ofNullable(artifacts.get(at)).filter(Artifact::isLive);
    }

    Optional<Digest> tagged(TagAt tag) {
        return Optional.ofNullable(tags.get(tag)).map(At::digest);
    }

    Set<TagAt> tags() {
        return Set.copyOf(tags.keySet());
    }

    /** Every manifest that was not forgotten, deleted or not. */
    Set<At> known() {
        return Set.copyOf(artifacts.keySet());
    }

    private Artifact known(At at) {
        return Objects.requireNonNull(artifacts.get(at));
    }

    private boolean isLeased(At blob) {
        Duration until = leases.get(blob);
        return until != null && until.compareTo(now) > 0;
    }

    private boolean isReferred(At blob) {
        return holders(blob).anyMatch(Artifact::isLive);
    }

    /** Also the blobs of an image deleted a moment ago: its pusher may have seen them before. */
    private boolean mayBeNamed(At blob) {
        return isLeased(blob)
                || holders(blob)
                        .anyMatch(artifact -> artifact.deleted == null
                                || artifact.deleted.plus(UNDELETE).compareTo(now) > 0);
    }

    private Stream<Artifact> holders(At blob) {
        return artifacts.values().stream()
                .filter(artifact ->
                        artifact.at.repository().equals(blob.repository()) && artifact.blobs.contains(blob.digest()));
    }

    private Stream<Artifact> parents(At child) {
        return artifacts.values().stream().filter(artifact -> artifact.children.contains(child));
    }

    private boolean hasLiveParent(At child) {
        return parents(child).anyMatch(Artifact::isLive);
    }
}
