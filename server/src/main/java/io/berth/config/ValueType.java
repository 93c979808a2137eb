package io.berth.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the value of a setting may be.
 *
 * @param allowed what is allowed, as a phrase that follows "must be"
 * @param read the value; empty if the text is none of those allowed
 */
public record ValueType<T>(Words allowed, Function<String, Optional<T>> read) {
    private static final int LAST_PORT = 65535;
    private static final Pattern SIMPLE_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    public static ValueType<String> text() {
        return new ValueType<>(new Words("a text", "文本"), Optional::of);
    }

    static ValueType<Secret> secret() {
        return new ValueType<>(new Words("a text", "文本"), text -> Optional.of(new Secret(text)));
    }

    /** A whole number within bounds. */
    public static ValueType<Integer> number(int least, int most) {
        return new ValueType<>(
                new Words("a whole number from " + least + " to " + most, least + " 到 " + most + " 的整数"), text -> {
                    try {
                        int number = Integer.parseInt(text);
                        return number >= least && number <= most ? Optional.of(number) : Optional.empty();
                    } catch (NumberFormatException e) {
                        return Optional.empty();
                    }
                });
    }

    /** A TCP port; 0 lets the system choose one. */
    public static ValueType<Integer> port() {
        return number(0, LAST_PORT);
    }

    /** A span of time, {@code 1s}, {@code 90m}, {@code 24h}, {@code 7d} or as ISO 8601 writes it. */
    public static ValueType<Duration> duration(Duration least) {
        String bound = least.isZero() ? "0s" : least.toSeconds() + "s";
        return new ValueType<>(
                new Words(
                        "a duration of at least " + bound + " such as 30s, 90m, 24h, 7d or PT36H",
                        "不短于 " + bound + " 的时长，例如 30s、90m、24h、7d 或 PT36H"),
                text -> duration(text).filter(value -> value.compareTo(least) >= 0));
    }

    /** A file or directory; a relative one starts at the working directory. */
    public static ValueType<Path> path() {
        return new ValueType<>(new Words("a path", "路径"), text -> {
            try {
                return Optional.of(Path.of(text).toAbsolutePath().normalize());
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    /** The address of a web site, {@code https://registry.example.com}. */
    public static ValueType<URI> webAddress() {
        return new ValueType<>(
                new Words(
                        "http:// or https:// with a host, and a port if need be, and nothing else",
                        "http:// 或 https:// 加主机名（可加端口），不含其他内容"),
                ValueType::webAddress);
    }

    /** The JDBC URL of a PostgreSQL. */
    public static ValueType<String> jdbcUrl() {
        return new ValueType<>(
                new Words(
                        "a JDBC URL such as jdbc:postgresql://db1:5432,db2:5432/berth",
                        "JDBC 地址，例如 jdbc:postgresql://db1:5432,db2:5432/berth"),
                text -> Optional.of(text).filter(url -> url.startsWith("jdbc:postgresql:")));
    }

    /** One of the names of an enum in lower case. */
    public static <E extends Enum<E>> ValueType<E> choice(Class<E> names) {
        Map<String, E> byName = Arrays.stream(names.getEnumConstants())
                .collect(Collectors.toMap(
                        value -> value.name().toLowerCase(Locale.ROOT),
                        Function.identity(),
                        (a, b) -> a,
                        LinkedHashMap::new));
        String english = String.join(", ", byName.keySet());
        return new ValueType<>(
                new Words("one of " + english, "以下之一：" + String.join("、", byName.keySet())),
                text -> Optional.ofNullable(byName.get(text.toLowerCase(Locale.ROOT))));
    }

    private static Optional<Duration> duration(String text) {
        Matcher simple = SIMPLE_DURATION.matcher(text);
        if (simple.matches()) {
            long amount = Long.parseLong(simple.group(1));
            return Optional.of(
                    switch (simple.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<URI> webAddress(String text) {
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean isBare = uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return isWeb && isBare ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
