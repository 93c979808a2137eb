package io.berth.it.clients;

import io.berth.it.process.Installed;
import io.berth.it.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An installed client with a home of its own, where its logins and caches stay. */
final class Tool {
    private final List<String> command;
    private final Path home;
    private final Map<String, String> environment;

    private Tool(List<String> command, Path home, Map<String, String> environment) {
        this.command = List.copyOf(command);
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    /** The program of that name; the test is skipped (under CI=true: fails) without it. */
    static Tool require(String program, String installName, Path home) {
        Path place = Installed.require(program, installName);
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String logins = home.resolve("config.json").toString();
        return new Tool(
                List.of(place.toString()),
                home,
                Map.of(
                        "HOME", home.toString(),
                        "XDG_RUNTIME_DIR", home.toString(),
                        "DOCKER_CONFIG", home.toString(),
                        "REGISTRY_AUTH_FILE", logins));
    }

    /** The same client with these arguments before all others. */
    Tool always(String... arguments) {
        return new Tool(joined(arguments), home, environment);
    }

    Tool with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Tool(command, home, more);
    }

    Program.Outcome run(String... arguments) {
        return program(arguments).run();
    }

    Program.Outcome runReading(byte[] input, String... arguments) {
        return program(arguments).reading(input).run();
    }

    private Program program(String... arguments) {
        return Program.of(joined(arguments)).with(environment).in(home).within(Duration.ofMinutes(2));
    }

    private List<String> joined(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return all;
    }
}
