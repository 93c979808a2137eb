package io.berth.gc;

import io.berth.content.BlobEntry;
import io.berth.content.Inventory;
import io.berth.content.ManifestEntry;
import io.berth.oci.Digest;
import io.berth.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compares the database with the store in both directions and hashes every byte again. It may run beside everything else: what
 * looks wrong is looked at a second time, since it may have been collected, or finished, at that moment.
 */
public final class Fsck {
    private static final int PAGE = 500;
    private static final int MANIFEST_PAGE = 50;
    private static final int MOST_LISTED = 1_000;
    private static final int SAY_EVERY = 1_000;
    private static final int BUFFER = 256 * 1024;
    private static final String LIVE = "live";
    private static final String GONE = "gone";

    private final Inventory inventory;
    private final Storage storage;

    public Fsck(Inventory inventory, Storage storage) {
        this.inventory = inventory;
        this.storage = storage;
    }

    /**
     * Checks everything.
     *
     * @param progress hears in words how it goes
     * @throws IOException if the store cannot be listed
     */
    public FsckReport run(Consumer<String> progress) throws IOException {
        Check check = new Check(progress);
        check.blobs();
        check.manifests();
        check.keys();
        check.references();
        return check.report();
    }

    /** One run. */
    private final class Check {
        private final Consumer<String> progress;
        private final byte[] buffer = new byte[BUFFER];
        private final List<Finding> findings = new ArrayList<>();
        private long problems;
        private long blobs;
        private long bytes;
        private long manifests;
        private long keys;

        Check(Consumer<String> progress) {
            this.progress = progress;
        }

        FsckReport report() {
            List<String> notes = inventory.deadWriting(MOST_LISTED).stream()
                    .map(key -> "a process died while it wrote " + key + "; it will be swept")
                    .toList();
            return new FsckReport(blobs, bytes, manifests, keys, problems, List.copyOf(findings), notes);
        }

        void blobs() {
            List<BlobEntry> page = inventory.blobs("", PAGE);
            while (!page.isEmpty()) {
                for (BlobEntry blob : page) {
                    if (fault(blob).isPresent()) {
                        inventory.blob(blob.digest()).flatMap(this::fault).ifPresent(this::found);
                    }
                    blobs++;
                    if (blobs % SAY_EVERY == 0) {
                        progress.accept(blobs + " blobs, " + bytes + " bytes");
                    }
                }
                page = inventory.blobs(page.getLast().digest().toString(), PAGE);
            }
            progress.accept("checked " + blobs + " blobs, " + bytes + " bytes");
        }

        void manifests() {
            List<ManifestEntry> page = inventory.manifests(0, MANIFEST_PAGE);
            while (!page.isEmpty()) {
                for (ManifestEntry manifest : page) {
                    Digest digest = manifest.digest();
                    Digest actual = Digest.of(
                            digest.algorithm(), digest.algorithm().start().digest(manifest.body()));
                    if (!actual.equals(digest)) {
                        found(new Finding(
                                Finding.Kind.WRONG_MANIFEST,
                                manifest.repository() + "@" + digest,
                                "its bytes have the digest " + actual));
                    }
                    manifests++;
                }
                page = inventory.manifests(page.getLast().id(), MANIFEST_PAGE);
            }
            progress.accept("checked " + manifests + " manifests");
        }

        void keys() throws IOException {
            List<String> page = new ArrayList<>();
            try (Stream<Storage.StoredObject> all = storage.list()) {
                for (Storage.StoredObject object : (Iterable<Storage.StoredObject>) all::iterator) {
                    page.add(object.key());
                    if (page.size() == PAGE) {
                        keys(page);
                        page.clear();
                    }
                }
            }
            keys(page);
            progress.accept("checked " + keys + " keys of the store");
        }

        private void keys(List<String> page) throws IOException {
            Map<String, String> states = inventory.states(page);
            for (String key : page) {
                if (isOrphan(states, key)
                        && storage.length(key).isPresent()
                        && isOrphan(inventory.states(List.of(key)), key)) {
                    found(new Finding(
                            Finding.Kind.ORPHAN, key, "in the store, but not in the database; see berth orphans"));
                }
            }
            keys += page.size();
        }

        void references() {
            for (String key : inventory.unclaimed(MOST_LISTED)) {
                found(new Finding(Finding.Kind.UNCLAIMED, key, "alive, but no blob"));
            }
            for (String words : inventory.dangling(MOST_LISTED)) {
                found(new Finding(Finding.Kind.DANGLING, words, "a deleted manifest is still in use"));
            }
        }

        private Optional<Finding> fault(BlobEntry blob) {
            String subject = blob.digest() + " at " + blob.objectKey();
            if (!blob.state().equals(LIVE)) {
                return Optional.of(
                        new Finding(Finding.Kind.WRONG_STATE, subject, "its object is " + blob.state() + ", not live"));
            }
            try {
                OptionalLong length = storage.length(blob.objectKey());
                if (length.isEmpty()) {
                    return Optional.of(missing(subject));
                }
                if (length.getAsLong() != blob.size()) {
                    return Optional.of(new Finding(
                            Finding.Kind.WRONG_LENGTH,
                            subject,
                            "the store has " + length.getAsLong() + " bytes of " + blob.size()));
                }
                Digest actual = hash(blob);
                return actual.equals(blob.digest())
                        ? Optional.empty()
                        : Optional.of(
                                new Finding(Finding.Kind.WRONG_DIGEST, subject, "its bytes have the digest " + actual));
            } catch (NoSuchFileException e) {
                return Optional.of(missing(subject));
            } catch (IOException e) {
                return Optional.of(new Finding(Finding.Kind.UNREADABLE, subject, String.valueOf(e.getMessage())));
            }
        }

        private Digest hash(BlobEntry blob) throws IOException {
            MessageDigest hash = blob.digest().algorithm().start();
            try (InputStream in = storage.read(blob.objectKey(), 0, blob.size())) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    hash.update(buffer, 0, n);
                    bytes += n;
                }
            }
            return Digest.of(blob.digest().algorithm(), hash.digest());
        }

        private void found(Finding finding) {
            problems++;
            if (findings.size() < MOST_LISTED) {
                findings.add(finding);
            }
        }
    }

    private static Finding missing(String subject) {
        return new Finding(Finding.Kind.MISSING, subject, "the store does not have it");
    }

    /** Whether the database does not know the key, or thinks that it is gone. */
    static boolean isOrphan(Map<String, String> states, String key) {
        return GONE.equals(states.getOrDefault(key, GONE));
    }
}
