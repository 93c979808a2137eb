package io.berth.app;

import io.berth.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;

/** What is running. */
final class Version {
    private Version() {}

    /** The version of this build, {@code 0.1.0}. */
    static String current() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(Objects.requireNonNull(in, "version.properties"));
        } catch (IOException e) {
            throw new IllegalStateException("version.properties cannot be read", e);
        }
        return Objects.requireNonNull(properties.getProperty("version"));
    }

    /** The version of the PostgreSQL that it carries. */
    static String postgres() {
        return EmbeddedPostgres.version();
    }
}
