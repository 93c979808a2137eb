package io.berth.gc.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.berth.gc.Run;
import io.berth.gc.Tally;
import io.berth.gc.Trigger;
import io.berth.harborapi.HarborTime;

/** A run as Harbor shows it. */
record GcHistory(
        @JsonProperty("id") long id,
        @JsonProperty("job_name") String jobName,
        @JsonProperty("job_kind") String jobKind,
        @JsonProperty("job_parameters") String jobParameters,
        @JsonProperty("job_status") String jobStatus,
        @JsonProperty("schedule") Schedule schedule,
        @JsonProperty("creation_time") String creationTime,
        @JsonProperty("update_time") String updateTime) {

    /** After how many hours a blob may go at the earliest; Harbor's word for its grace. */
    private static final int TIME_WINDOW = 2;

    /** When it ran. */
    record Schedule(
            @JsonProperty("type") String type,
            @JsonProperty("next_scheduled_time") String nextScheduledTime) {}

    static GcHistory of(Run run) {
        boolean isAutomatic = run.trigger() == Trigger.AUTOMATIC;
        return new GcHistory(
                run.id(),
                "GARBAGE_COLLECTION",
                isAutomatic ? "SCHEDULE" : "MANUAL",
                parameters(run),
                run.status().word(),
                new Schedule(isAutomatic ? "Schedule" : "Manual", HarborTime.ZERO),
                HarborTime.of(run.startedAt()),
                HarborTime.of(run.touchedAt()));
    }

    /** What was given up counts as freed, though the bytes follow only when nobody can be reading them any more. */
    private static String parameters(Run run) {
        Tally tally = run.tally();
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        parameters.put("delete_tag", false);
        parameters.put("delete_untagged", run.deleteUntagged());
        parameters.put("dry_run", run.dryRun());
        parameters.put("freed_space", tally.condemnedBytes());
        parameters.put("purged_blobs", tally.condemned());
        parameters.put("purged_manifests", tally.untagged() + tally.artifacts());
        parameters.put("time_window", TIME_WINDOW);
        parameters.put("workers", run.workers());
        return parameters.toString();
    }
}
