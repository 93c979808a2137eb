package io.berth.gc;

/**
 * What a run has done.
 *
 * @param untagged manifests deleted because nothing led to them
 * @param artifacts deleted artifacts that can no longer be restored
 * @param condemned blobs given up, or that would be
 * @param swept objects deleted from the store
 * @param abandoned objects condemned whose writer died
 * @param uploads uploads given up
 */
public record Tally(
        long untagged,
        long artifacts,
        long condemned,
        long condemnedBytes,
        long swept,
        long sweptBytes,
        long abandoned,
        long uploads) {
    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    Tally plus(Tally other) {
        return new Tally(
                untagged + other.untagged,
                artifacts + other.artifacts,
                condemned + other.condemned,
                condemnedBytes + other.condemnedBytes,
                swept + other.swept,
                sweptBytes + other.sweptBytes,
                abandoned + other.abandoned,
                uploads + other.uploads);
    }

    static Tally ofUntagged(long count) {
        return new Tally(count, 0, 0, 0, 0, 0, 0, 0);
    }

    static Tally ofArtifacts(long count) {
        return new Tally(0, count, 0, 0, 0, 0, 0, 0);
    }

    static Tally ofCondemned(long count, long bytes) {
        return new Tally(0, 0, count, bytes, 0, 0, 0, 0);
    }

    static Tally ofSwept(long count, long bytes) {
        return new Tally(0, 0, 0, 0, count, bytes, 0, 0);
    }

    static Tally ofAbandoned(long count) {
        return new Tally(0, 0, 0, 0, 0, 0, count, 0);
    }

    static Tally ofUploads(long count) {
        return new Tally(0, 0, 0, 0, 0, 0, 0, count);
    }
}
