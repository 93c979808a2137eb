package io.berth.observe;

import io.berth.config.Config;
import io.berth.config.ConfigKey;
import io.berth.config.ValueType;
import java.util.List;

/** What is logged, and in which form. */
public record LogConfig(Level level, Format format) {
    private static final ConfigKey<Level> LEVEL =
            ConfigKey.of("berth.log.level", ValueType.choice(Level.class), "info", "How much is logged.", "日志级别。");
    private static final ConfigKey<Format> FORMAT = ConfigKey.of(
            "berth.log.format",
            ValueType.choice(Format.class),
            "text",
            "Lines for people, or one JSON object a line.",
            "便于阅读的文本，或每行一个 JSON 对象。");

    public static final List<ConfigKey<?>> KEYS = List.of(LEVEL, FORMAT);

    /** From little to much. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }

    public static LogConfig from(Config config) {
        return new LogConfig(config.get(LEVEL), config.get(FORMAT));
    }
}
