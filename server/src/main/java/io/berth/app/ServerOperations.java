package io.berth.app;

import io.berth.cli.Operations;
import io.berth.cli.Overrides;
import io.berth.config.StartRefused;
import io.berth.config.ValueType;
import io.berth.observe.LogConfig;
import io.berth.problem.ProblemException;
import io.berth.web.WebServer;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the commands do. What the operator can put right is said in words, everything else with its stack trace. */
final class ServerOperations implements Operations {
    private static final int FAILED = 1;

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    ServerOperations(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    @Override
    public int serve(Overrides given) {
        return reporting(() -> {
            Overrides overrides = Settings.withProperties(given);
            Settings settings = Settings.resolve(overrides, environment);
            WebServer.check(settings.http());
            Settings.publish(overrides);
            tellQuarkus(settings.log());
            AtomicInteger status = new AtomicInteger();
            Quarkus.run(Serving.class, (exit, failure) -> status.set(failure == null ? exit : report(failure)));
            return status.get();
        });
    }

    @Override
    public int check(Overrides given) {
        return reporting(() -> {
            Settings settings = Settings.resolve(Settings.withProperties(given), environment);
            settings.warnings().forEach(warning -> err.println("berth: " + warning));
            StartChecks.run(settings);
            out.println("the configuration fits; Berth can be started with it");
            return 0;
        });
    }

    @Override
    public int collect(Overrides overrides, Collection collection) {
        return maintaining(overrides, maintenance -> maintenance.collect(collection));
    }

    @Override
    public int restore(Overrides overrides, String artifact) {
        return maintaining(overrides, maintenance -> maintenance.restore(artifact));
    }

    @Override
    public int fsck(Overrides overrides) {
        return maintaining(overrides, Maintenance::fsck);
    }

    @Override
    public int orphans(Overrides overrides, @Nullable String deleteOlderThan) {
        return maintaining(
                overrides,
                maintenance -> maintenance.orphans(deleteOlderThan == null ? null : duration(deleteOlderThan)));
    }

    @Override
    public String version() {
        return "Berth " + Version.current() + " (Java " + Runtime.version() + ", PostgreSQL " + Version.postgres()
                + " embedded)";
    }

    private int maintaining(Overrides given, Task task) {
        return reporting(() -> {
            warnOnStandardError();
            Settings settings = Settings.resolve(Settings.withProperties(given), environment);
            settings.warnings().forEach(warning -> err.println("berth: " + warning));
            try (Maintenance maintenance = Maintenance.open(settings, out, err)) {
                return task.run(maintenance);
            }
        });
    }

    /** Without Quarkus nobody else sets the log up. */
    private static void warnOnStandardError() {
        Handler handler = new ConsoleHandler();
        handler.setLevel(Level.WARNING);
        Logger.getLogger("").addHandler(handler);
    }

    private static Duration duration(String text) {
        ValueType<Duration> type = ValueType.duration(Duration.ZERO);
        return type.read()
                .apply(text)
                .orElseThrow(() -> new StartRefused(
                        "'" + text + "' must be " + type.allowed().english()));
    }

    private int reporting(Callable<Integer> work) {
        try {
            return work.call();
        } catch (Exception e) {
            return report(e);
        }
    }

    private int report(Throwable failure) {
        String words = words(failure);
        if (words == null) {
            failure.printStackTrace(err);
        } else {
            err.println("berth: " + words);
        }
        return FAILED;
    }

    /** What is wrong in words for the operator; null if it is nothing that an operator could put right. */
    private static @Nullable String words(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case StartRefused _, ProblemException _ -> {
                    return cause.getMessage();
                }
                default -> {}
            }
        }
        return null;
    }

    private static void tellQuarkus(LogConfig log) {
        String level = log.level().name().toLowerCase(Locale.ROOT);
        // The details of the libraries help nobody who looks for those of Berth.
        boolean isDetailed = log.level().compareTo(LogConfig.Level.INFO) > 0;
        System.setProperty("quarkus.log.level", isDetailed ? "info" : level);
        System.setProperty("quarkus.log.category.\"io.berth\".level", level);
        System.setProperty("quarkus.log.console.json.enabled", Boolean.toString(log.format() == LogConfig.Format.JSON));
    }

    /** What is done in between opening and closing. */
    private interface Task {
        int run(Maintenance maintenance) throws IOException;
    }
}
