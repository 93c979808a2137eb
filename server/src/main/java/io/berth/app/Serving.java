package io.berth.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.eclipse.microprofile.config.Config;

/** A server in the foreground: says hello once its port is open, and lasts until the process is told to end. */
public final class Serving implements QuarkusApplication {
    private final Berth berth;
    private final Config quarkus;

    Serving(Berth berth, Config quarkus) {
        this.berth = berth;
        this.quarkus = quarkus;
    }

    @Override
    public int run(String... args) {
        boolean isSecure = berth.settings().http().tls() != null;
        int port = quarkus.getValue(isSecure ? "quarkus.http.ssl-port" : "quarkus.http.port", Integer.class);
        new Welcome(berth.settings().http(), port, berth.firstPassword().orElse(null))
                .say(berth.settings().log());
        Quarkus.waitForExit();
        return 0;
    }
}
