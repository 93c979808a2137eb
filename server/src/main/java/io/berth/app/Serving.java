package io.berth.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/** A server in the foreground: says hello once its port is open, and lasts until the process is told to end. */
public final class Serving implements QuarkusApplication {
    private final Berth berth;
    private final Front front;

    Serving(Berth berth, Front front) {
        this.berth = berth;
        this.front = front;
    }

    @Override
    public int run(String... args) {
        new Welcome(berth.settings().http(), front.open(), berth.firstPassword().orElse(null))
                .say(berth.settings().log());
        Quarkus.waitForExit();
        return 0;
    }
}
