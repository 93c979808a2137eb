package io.berth.db.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code postgresql.conf} as Berth writes it: loopback only, durable, and modest with memory. */
final class ServerSettings {
    private static final String TEXT = """
            # Written by Berth at each start; changes here are lost.
            cluster_name = 'berth'
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 100
            password_encryption = scram-sha-256

            # Acknowledged means on stable storage.
            fsync = on
            full_page_writes = on
            synchronous_commit = on
            wal_level = replica
            max_wal_size = 512MB
            checkpoint_timeout = 10min

            shared_buffers = 128MB
            work_mem = 4MB
            maintenance_work_mem = 64MB
            # Berth's statements are short: workers and compilation cost more than they bring.
            jit = off
            max_parallel_workers_per_gather = 0
            io_method = sync

            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] '
            log_checkpoints = off
            lc_messages = 'C'
            """;

    private ServerSettings() {}

    /** Whether the server that runs there was started with these settings. */
    static boolean areIn(Path dataDirectory) throws IOException {
        Path file = file(dataDirectory);
        return Files.exists(file)
                && Files.readString(file, StandardCharsets.UTF_8).equals(TEXT);
    }

    static void write(Path dataDirectory) throws IOException {
        Files.writeString(file(dataDirectory), TEXT, StandardCharsets.UTF_8);
    }

    private static Path file(Path dataDirectory) {
        return dataDirectory.resolve("postgresql.conf");
    }
}
