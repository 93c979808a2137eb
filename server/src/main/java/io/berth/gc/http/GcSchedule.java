package io.berth.gc.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The body by which a run is asked for, or runs at fixed times are. */
record GcSchedule(
        @JsonProperty("schedule") @Nullable ScheduleObj schedule,
        @JsonProperty("parameters") @Nullable Parameters parameters) {

    /** When to run. */
    record ScheduleObj(
            @JsonProperty("type") @Nullable String type,
            @JsonProperty("cron") @Nullable String cron) {}

    /** How to run. */
    record Parameters(
            @JsonProperty("delete_untagged") @Nullable Boolean deleteUntagged,
            @JsonProperty("dry_run") @Nullable Boolean dryRun,
            @JsonProperty("workers") @Nullable Long workers) {
        static final Parameters NONE = new Parameters(null, null, null);
    }
}
