package io.berth.it.process;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs on {@code PATH}. */
public final class Installed {
    private Installed() {}

    /**
     * The program's place. Without it the test is skipped with the line that installs it; under {@code CI=true}, where all
     * clients must be there, the test fails.
     */
    public static Path require(String program, String installName) {
        return find(program).orElseGet(() -> missing(program, installName));
    }

    /** The program's place, if it is on {@code PATH} or where Debian keeps administrators' programs. */
    public static Optional<Path> find(String program) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Skips the test, or fails it under {@code CI=true}: something that a person can install is not there. */
    public static <T> T missing(String program, String installName) {
        String message = program + " is not installed; scripts/install-clients.sh " + installName + " installs it";
        return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
    }
}
