package io.berth.content;

import io.berth.config.Config;
import io.berth.config.ConfigKey;
import io.berth.config.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final ConfigKey<Duration> LEASE_TIME = ConfigKey.of(
            "berth.gc.lease-time",
            ValueType.duration(SHORTEST),
            "24h",
            "How long a pushed blob is kept although no manifest names it yet. A push must not take longer between a blob and"
                    + " its manifest.",
            "已推送但尚未被任何清单引用的镜像层保留多久。一次推送中，从镜像层到清单的间隔不得超过此值。");
    private static final ConfigKey<Duration> UNDELETE_WINDOW = ConfigKey.of(
            "berth.gc.undelete-window",
            ValueType.duration(SHORTEST),
            "24h",
            "How long a deleted artifact can be restored; never shorter than `berth.gc.lease-time`.",
            "已删除的制品在多久之内可以恢复；不会短于 `berth.gc.lease-time`。");
    private static final ConfigKey<Duration> PITR_WINDOW = ConfigKey.of(
            "berth.gc.pitr-window",
            ValueType.duration(Duration.ZERO),
            "0s",
            "How far back you want to be able to restore the database (point-in-time recovery). Collected files are kept that"
                    + " much longer, so that they are there when an older state refers to them.",
            "数据库时间点恢复（PITR）需要回溯多久。被回收的文件会相应多保留这么久，以便旧状态仍能引用它们。");
    private static final ConfigKey<Duration> UPLOAD_EXPIRY = ConfigKey.of(
            "berth.upload.expiry",
            ValueType.duration(SHORTEST),
            "7d",
            "After how much idle time an unfinished upload is given up.",
            "未完成的上传闲置多久后放弃。");
    private static final ConfigKey<Integer> MAX_OPEN_PER_USER = ConfigKey.of(
            "berth.upload.max-open-per-user",
            ValueType.number(1, 1_000_000),
            "1000",
            "How many unfinished uploads one user may have.",
            "单个用户可同时拥有的未完成上传数量。");

    public static final List<ConfigKey<?>> KEYS =
            List.of(LEASE_TIME, UNDELETE_WINDOW, PITR_WINDOW, UPLOAD_EXPIRY, MAX_OPEN_PER_USER);

    public ContentConfig {
        if (undeleteWindow.compareTo(leaseTime) < 0) {
            undeleteWindow = leaseTime;
        }
    }

    public static ContentConfig from(Config config) {
        return new ContentConfig(
                config.get(LEASE_TIME),
                config.get(UNDELETE_WINDOW),
                config.get(PITR_WINDOW),
                config.get(UPLOAD_EXPIRY),
                config.get(MAX_OPEN_PER_USER));
    }

    /** What the operator should know if a value is not used as it was set. */
    public static Optional<String> warning(Config config) {
        Duration lease = config.get(LEASE_TIME);
        Duration window = config.get(UNDELETE_WINDOW);
        return window.compareTo(lease) < 0
                ? Optional.of(UNDELETE_WINDOW.name() + " is " + window + ", shorter than " + LEASE_TIME.name() + " ("
                        + lease + "): " + lease + " is used")
                : Optional.empty();
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
