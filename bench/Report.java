import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Turns what bench/run.sh measured into docs/performance.md: each row's CPU beside distribution's, against its limit. Started
 * as a source file with the server's jar as class path (for the JSON reader): {@code java -cp JAR bench/Report.java FOLDER}.
 */
final class Report {
    private static final String PEER = "distribution";
    private static final String BERTH = "berth";

    /** A row of the table of limits; the limit is a ratio to distribution, or CPU-seconds per 1,000 where it has no such row. */
    private record Limit(String workload, int connections, boolean isRatio, double limit, OptionalDouble stretch) {}

    private static final List<Limit> LIMITS = List.of(
            ratio("blob-pull", 1, 0.80, 0.65),
            ratio("blob-pull", 8, 0.80, 0.65),
            ratio("manifest-get", 32, 0.50, 0.25),
            ratio("manifest-get", 256, 0.50, 0.25),
            ratio("manifest-head", 32, 0.50, 0.25),
            ratio("manifest-head", 256, 0.50, 0.25),
            ratio("image-pull", 32, 0.50, 0.25),
            ratio("blob-push-mono", 1, 1.00, 0.90),
            ratio("blob-push-mono", 4, 1.00, 0.90),
            ratio("blob-push-chunk", 1, 1.00, 0.90),
            ratio("blob-push-chunk", 4, 1.00, 0.90),
            ratio("image-push", 16, 0.80, 0.50),
            ratio("tags-first-page", 4, 0.20, 0.10),
            ratio("tags-all", 1, 0.20, 0.10),
            new Limit("mount", 8, true, 1.00, OptionalDouble.empty()),
            // Half of what zot takes.
            new Limit("referrers", 1, false, 9.85, OptionalDouble.empty()),
            new Limit("token", 32, false, 1.00, OptionalDouble.of(0.50)));

    private final JsonNode result;
    private final Properties facts;
    private final String startup;
    private final StringBuilder out = new StringBuilder();

    private Report(JsonNode result, Properties facts, String startup) {
        this.result = result;
        this.facts = facts;
        this.startup = startup;
    }

    public static void main(String... args) throws IOException {
        Path folder = Path.of(args[0]);
        Properties facts = new Properties();
        try (var reader = Files.newBufferedReader(folder.resolve("facts.properties"))) {
            facts.load(reader);
        }
        Path startup = folder.resolve("startup.txt");
        Report report = new Report(
                new ObjectMapper().readTree(folder.resolve("result.json").toFile()),
                facts,
                Files.exists(startup) ? Files.readString(startup) : "");
        System.out.print(report.text());
    }

    private static Limit ratio(String workload, int connections, double limit, double stretch) {
        return new Limit(workload, connections, true, limit, OptionalDouble.of(stretch));
    }

    private String text() throws IOException {
        line("# Performance");
        line("");
        line("Written by `bench/run.sh`, which repeats it. CPU-seconds of all processes that serve, taken in turn in one run:");
        line("Berth with token auth, its PostgreSQL counted; distribution v3 without auth, descriptors cached in memory. Both");
        line("store on the same file system and sync what they acknowledge. CPU is what counts: it hardly depends on what else");
        line("the machine does, wall clock does.");
        line("");
        machine();
        limits();
        memoryAndStart();
        speed();
        return out.toString();
    }

    private void machine() throws IOException {
        String date = DateTimeFormatter.ISO_LOCAL_DATE
                .withZone(ZoneOffset.UTC)
                .format(Instant.parse(result.path("started").asText()));
        line("| | |");
        line("|---|---|");
        line("| date | " + date + ", commit " + facts.getProperty("commit") + " |");
        line("| machine | " + first("/proc/cpuinfo", "model name") + ", " + Runtime.getRuntime().availableProcessors()
                + " cores, " + gibibytes(first("/proc/meminfo", "MemTotal")) + " GiB |");
        line("| kernel | " + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip() + " |");
        line("| java | " + facts.getProperty("java") + ", heap of " + facts.getProperty("heap") + " |");
        JsonNode options = result.path("options");
        line("| rounds | " + options.path("rounds").asText() + ", after " + options.path("lead").asText()
                + " that are not reported; " + options.path("warm").asText() + " warm-up and "
                + options.path("dur").asText() + " a timed row; blob " + options.path("blob").asText() + " MiB, pushes "
                + options.path("push").asText() + " MiB, " + options.path("tags").asText() + " tags, "
                + options.path("referrers").asText() + " referrers |");
        line("");
    }

    private void limits() {
        line("## CPU against the limits");
        line("");
        line("CPU-seconds per GiB (blob rows) or per 1,000 operations, medians; the ratio is the median of the rounds' ratios.");
        line("");
        line("| row | distribution | Berth | ratio (each round) | limit | stretch | |");
        line("|---|---|---|---|---|---|---|");
        for (Limit limit : LIMITS) {
            row(limit.workload, limit.connections).ifPresent(row -> limitLine(limit, row));
        }
        line("");
    }

    private void limitLine(Limit limit, JsonNode row) {
        double berth = median(cpu(row, BERTH));
        List<Double> ratios = ratios(row);
        double measured = limit.isRatio ? median(ratios) : berth;
        String shown = limit.isRatio
                ? number(measured) + " (" + ratios.stream().map(Report::number).collect(Collectors.joining(", ")) + ")"
                : "-";
        String verdict = errors(row) > 0
                ? errors(row) + " errors"
                : measured <= limit.limit ? stretched(limit, measured) : "**missed**";
        line("| " + limit.workload + " @" + limit.connections + " | " + number(median(cpu(row, PEER))) + " | "
                + number(berth) + " | " + shown + " | " + (limit.isRatio ? "" : "CPU-s ") + number(limit.limit) + " | "
                + (limit.stretch.isPresent() ? number(limit.stretch.getAsDouble()) : "") + " | " + verdict + " |");
    }

    private static String stretched(Limit limit, double measured) {
        return limit.stretch.isPresent() && measured <= limit.stretch.getAsDouble() ? "met, stretch too" : "met";
    }

    private void memoryAndStart() {
        line("## Memory and start");
        line("");
        line("| | measured | limit |");
        line("|---|---|---|");
        line("| resident memory of the Java process, idle | " + facts.getProperty("idle") + " MiB | 250 MiB |");
        line("| the most it ever was, all rows and their preparation | " + facts.getProperty("peak") + " MiB | 350 MiB |");
        startup.lines().forEach(start -> {
            String[] parts = start.split(": ", 2);
            line("| " + parts[0] + " | " + parts[1] + " | " + (parts[0].startsWith("very first") ? "8" : "3") + " s |");
        });
        line("");
    }

    private void speed() {
        line("## Speed");
        line("");
        line("GiB/s (blob rows) or operations per second, and latency in ms; these depend on what else the machine did.");
        line("");
        line("| row | distribution | Berth | p50 distribution | p50 Berth | p99 distribution | p99 Berth |");
        line("|---|---|---|---|---|---|---|");
        for (JsonNode row : result.path("rows")) {
            line("| " + row.path("workload").asText() + " @" + row.path("conns").asInt() + " | "
                    + number(median(rate(row, PEER))) + " | " + number(median(rate(row, BERTH))) + " | "
                    + number(median(values(row, PEER, "p50_ms"))) + " | " + number(median(values(row, BERTH, "p50_ms")))
                    + " | " + number(median(values(row, PEER, "p99_ms"))) + " | "
                    + number(median(values(row, BERTH, "p99_ms"))) + " |");
        }
    }

    private Optional<JsonNode> row(String workload, int connections) {
        for (JsonNode row : result.path("rows")) {
            if (row.path("workload").asText().equals(workload) && row.path("conns").asInt() == connections) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private static List<Double> ratios(JsonNode row) {
        List<Double> peer = cpu(row, PEER);
        List<Double> berth = cpu(row, BERTH);
        return IntStream.range(0, Math.min(peer.size(), berth.size()))
                .filter(i -> peer.get(i) > 0)
                .mapToObj(i -> berth.get(i) / peer.get(i))
                .toList();
    }

    /** CPU-seconds per GiB or per 1,000 operations, one for each round. */
    private static List<Double> cpu(JsonNode row, String server) {
        return samples(row, server).stream()
                .map(sample -> (sample.path("server_user_s").asDouble() + sample.path("server_sys_s").asDouble())
                        / (isBlobRow(row) ? sample.path("bytes").asDouble() / (1 << 30) : sample.path("ops").asDouble() / 1000))
                .toList();
    }

    private static List<Double> rate(JsonNode row, String server) {
        return samples(row, server).stream()
                .map(sample -> (isBlobRow(row) ? sample.path("bytes").asDouble() / (1 << 30) : sample.path("ops").asDouble())
                        / sample.path("seconds").asDouble())
                .toList();
    }

    private static List<Double> values(JsonNode row, String server, String field) {
        return samples(row, server).stream().map(sample -> sample.path(field).asDouble()).toList();
    }

    private static int errors(JsonNode row) {
        return row.path("samples").path(BERTH).valueStream()
                .mapToInt(sample -> sample.path("errors").asInt())
                .sum();
    }

    private static boolean isBlobRow(JsonNode row) {
        return row.path("bytes").asBoolean();
    }

    /** The rounds in which anything was done at all. */
    private static List<JsonNode> samples(JsonNode row, String server) {
        List<JsonNode> samples = new ArrayList<>();
        for (JsonNode sample : row.path("samples").path(server)) {
            if (sample.path("ops").asInt() > 0) {
                samples.add(sample);
            }
        }
        return samples;
    }

    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String first(String file, String key) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.split(":", 2)[1].strip())
                .findFirst()
                .orElse("unknown");
    }

    private static long gibibytes(String kibibytes) {
        return Math.round(Long.parseLong(kibibytes.replaceAll("\\D", "")) / 1048576.0);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
