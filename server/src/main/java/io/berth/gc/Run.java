package io.berth.gc;

import java.time.Instant;

/**
 * A run, as it stands or as it ended.
 *
 * @param touchedAt when it last said something; of a run that has ended, its end
 */
public record Run(
        long id,
        Trigger trigger,
        boolean dryRun,
        boolean deleteUntagged,
        int workers,
        RunStatus status,
        Instant startedAt,
        Instant touchedAt,
        Tally tally) {}
