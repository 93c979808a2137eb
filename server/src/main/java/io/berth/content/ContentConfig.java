package io.berth.content;

import java.time.Duration;

/**
 * How long content is kept for whom.
 *
 * @param leaseTime how long a blob is kept for a push that has not named it in a manifest yet
 * @param undeleteWindow how long a deleted artifact can be restored; never below the lease time
 * @param pitrWindow how far back the database may be restored; objects are kept at least that long after they were condemned
 * @param uploadExpiry after how much idle time an upload is given up
 * @param maxOpenUploadsPerUser how many uploads one user may have open
 */
public record ContentConfig(
        Duration leaseTime,
        Duration undeleteWindow,
        Duration pitrWindow,
        Duration uploadExpiry,
        int maxOpenUploadsPerUser) {
    private static final Duration LONGEST_GRACE = Duration.ofHours(2);

    public ContentConfig {
        if (undeleteWindow.compareTo(leaseTime) < 0) {
            undeleteWindow = leaseTime;
        }
    }

    /** How long a condemned object stays in the store for readers that found it a moment ago. */
    public Duration grace() {
        Duration grace = leaseTime.compareTo(LONGEST_GRACE) < 0 ? leaseTime : LONGEST_GRACE;
        return pitrWindow.compareTo(grace) > 0 ? pitrWindow : grace;
    }

    /** For how long an answer "this blob is visible in this repository" may be reused (P4: at most a minute). */
    Duration visibility() {
        Duration quarter = leaseTime.dividedBy(4);
        return quarter.compareTo(Duration.ofMinutes(1)) < 0 ? quarter : Duration.ofMinutes(1);
    }
}
