package io.berth.gc;

/**
 * What a run is to do.
 *
 * @param dryRun only to say what would go
 * @param deleteUntagged to delete manifests first that nothing leads to
 * @param workers what the caller said of parallel work; kept for the record, since the replicas share the work by themselves
 * @param thorough to look at every blob and every part in the store, and not only at what was named as dropped
 */
public record RunRequest(Trigger trigger, boolean dryRun, boolean deleteUntagged, int workers, boolean thorough) {}
