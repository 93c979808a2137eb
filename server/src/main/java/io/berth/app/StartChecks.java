package io.berth.app;

import io.berth.config.StartRefused;
import io.berth.db.Database;
import io.berth.web.HttpConfig.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What {@code serve --dry-run} looks at beyond the settings themselves; it changes nothing. */
final class StartChecks {
    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN ([A-Z]+ )?PRIVATE KEY-----");

    private final List<String> complaints = new ArrayList<>();

    private StartChecks() {}

    /**
     * @throws StartRefused with all that is in the way of a start
     */
    static void run(Settings settings) {
        StartChecks checks = new StartChecks();
        if (settings.http().tls() != null) {
            checks.certificate(settings.http().tls());
        }
        checks.writable("berth.data-dir", settings.dataDir().path());
        checks.writable("berth.storage.filesystem.root", settings.storage().root());
        if (!settings.database().isEmbedded()) {
            if (settings.access().secret() == null) {
                checks.complaints.add("berth.secret (BERTH_SECRET) must be set with berth.db.url");
            }
            try {
                Database.check(settings.database());
            } catch (StartRefused e) {
                checks.complaints.add(String.valueOf(e.getMessage()));
            }
        }
        if (!checks.complaints.isEmpty()) {
            throw new StartRefused("Berth cannot be started:\n  " + String.join("\n  ", checks.complaints));
        }
    }

    private void certificate(Tls tls) {
        try (InputStream in = Files.newInputStream(tls.certificate())) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                complaints.add("berth.http.tls-cert: no certificate is in " + tls.certificate());
            }
        } catch (IOException e) {
            complaints.add("berth.http.tls-cert: " + tls.certificate() + " cannot be read (" + e + ")");
        } catch (CertificateException e) {
            complaints.add("berth.http.tls-cert: " + tls.certificate() + " holds no PEM certificates (" + e.getMessage()
                    + ")");
        }
        try {
            if (!PRIVATE_KEY
                    .matcher(Files.readString(tls.key(), StandardCharsets.ISO_8859_1))
                    .find()) {
                complaints.add("berth.http.tls-key: no unencrypted PEM private key is in " + tls.key());
            }
        } catch (IOException e) {
            complaints.add("berth.http.tls-key: " + tls.key() + " cannot be read (" + e + ")");
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
