package io.berth.db;

import io.berth.db.embedded.EmbeddedPostgres;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** Where PostgreSQL is, as whom, and how the driver treats the connection. What the URL itself says is left as it is. */
record Access(String url, String username, String password, Map<String, String> properties) {
    private static final int SEVERAL = 2;

    static Access to(EmbeddedPostgres postgres) {
        return of(postgres.jdbcUrl(), postgres.username(), postgres.password());
    }

    static Access to(DbConfig config) {
        if (config.url() == null) {
            throw new IllegalArgumentException("no URL");
        }
        return of(
                config.url(),
                config.username(),
                config.password() == null ? null : config.password().value());
    }

    private static Access of(String url, @Nullable String username, @Nullable String password) {
        Properties said = said(url);
        Map<String, String> properties = new HashMap<>();
        properties.put("connectTimeout", "2");
        properties.put("socketTimeout", "30");
        properties.put("loginTimeout", "15");
        properties.put("tcpKeepAlive", "true");
        properties.put("hostRecheckSeconds", "1");
        properties.put("reWriteBatchedInserts", "true");
        properties.put("ApplicationName", "berth");
        if (said.getProperty("PGHOST", "").split(",", -1).length >= SEVERAL) {
            properties.put("targetServerType", "primary");
        }
        properties.keySet().removeIf(said::containsKey);
        return new Access(
                url,
                username == null ? said.getProperty("user", "") : username,
                password == null ? said.getProperty("password", "") : password,
                Map.copyOf(properties));
    }

    /**
     * The limits that PostgreSQL itself keeps for a session. They go into the connection's start, so an {@code options} in
     * the URL replaces them: one with a limit of 0, or an empty one for a pooler that takes none.
     */
    Map<String, String> timeouts() {
        return said(url).containsKey("options")
                ? Map.of()
                : Map.of(
                        "options",
                        "-c plan_cache_mode=force_generic_plan -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s");
    }

    private static Properties said(String url) {
        Properties said = Driver.parseURL(url, null);
        if (said == null) {
            throw new IllegalArgumentException("not a JDBC URL of PostgreSQL: " + url);
        }
        return said;
    }

    @Override
    public String toString() {
        return url;
    }
}
