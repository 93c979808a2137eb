package io.berth.cli;

import org.jspecify.annotations.Nullable;

/**
 * What the commands do. Each answers with the exit status; 0 is success. All but {@link #serve} may run beside a server on the
 * same data, and alone.
 */
public interface Operations {

    /** Runs the registry until it is told to stop. */
    int serve(Overrides overrides);

    /** Checks whether the registry could be started, and starts nothing. */
    int check(Overrides overrides);

    /** Collects what nobody needs any more. */
    int collect(Overrides overrides, Collection collection);

    /** Takes a deleted artifact back, named {@code repository@digest}. */
    int restore(Overrides overrides, String artifact);

    /** Hashes every blob again and compares database and store; 1 if something is wrong. */
    int fsck(Overrides overrides);

    /**
     * Lists what lies in the store and is not in the database.
     *
     * @param deleteOlderThan the age, as a duration is written, from which on they are deleted; null to delete none
     */
    int orphans(Overrides overrides, @Nullable String deleteOlderThan);

    /** Names what runs, in one line. */
    String version();

    /**
     * What a collection does.
     *
     * @param dryRun only to show what would go
     * @param untagged to delete manifests first that nothing leads to
     * @param thorough to look at every blob instead of those that lost a reference
     */
    record Collection(boolean dryRun, boolean untagged, boolean thorough) {}
}
