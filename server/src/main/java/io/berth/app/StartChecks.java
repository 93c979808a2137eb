package io.berth.app;

import io.berth.config.StartRefused;
import io.berth.db.Database;
import io.berth.web.WebServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code serve --dry-run} looks at beyond the settings themselves; it changes nothing. */
final class StartChecks {
    private final List<String> complaints = new ArrayList<>();

    private StartChecks() {}

    /**
     * @throws StartRefused with all that is in the way of a start
     */
    static void run(Settings settings) {
        StartChecks checks = new StartChecks();
        checks.usable(() -> WebServer.check(settings.http()));
        checks.writable("berth.data-dir", settings.dataDir().path());
        checks.writable("berth.storage.filesystem.root", settings.storage().root());
        if (!settings.database().isEmbedded()) {
            if (settings.access().secret() == null) {
                checks.complaints.add("berth.secret (BERTH_SECRET) must be set with berth.db.url");
            }
            checks.usable(() -> Database.check(settings.database()));
        }
        if (!checks.complaints.isEmpty()) {
            throw new StartRefused("Berth cannot be started:\n  " + String.join("\n  ", checks.complaints));
        }
    }

    private void usable(Runnable check) {
        try {
            check.run();
        } catch (StartRefused e) {
            complaints.add(String.valueOf(e.getMessage()));
        }
    }

    /** A folder that is not there yet must be one that can be made. */
    private void writable(String key, Path folder) {
        Path existing = folder;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            complaints.add(key + ": " + folder + " is no folder that Berth could write to");
        }
    }
}
