package io.berth.db.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What PostgreSQL writes into {@code postmaster.pid}: the pid in line 1, the port in line 4, its state in line 8. */
record PidFile(long pid, int port, boolean isReady) {

    /** Empty if there is no such file, or one that is not complete yet. */
    static Optional<PidFile> read(Path dataDirectory) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(in(dataDirectory), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return lines.size() < 4
                    ? Optional.empty()
                    : Optional.of(new PidFile(
                            Long.parseLong(lines.get(0).strip()),
                            Integer.parseInt(lines.get(3).strip()),
                            lines.size() > 7 && lines.get(7).strip().equals("ready")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Path in(Path dataDirectory) {
        return dataDirectory.resolve("postmaster.pid");
    }

    /**
     * Whether the process of that pid is a server of {@code dataDirectory}. After a restart of the machine or of a container
     * the pid may well be that of something else, even of a thread of this process.
     */
    boolean isServerOf(Path dataDirectory) {
        return arguments().contains(dataDirectory.toString());
    }

    /** The command line of that process; empty if there is none. */
    List<String> arguments() {
        try {
            String line =
                    Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(line.split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
