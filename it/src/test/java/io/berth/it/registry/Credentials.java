package io.berth.it.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who asks. */
public sealed interface Credentials {
    Credentials ANONYMOUS = new Anonymous();

    record Anonymous() implements Credentials {}

    record Basic(String user, String password) implements Credentials {
        /** The value of the Authorization header. */
        public String header() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }
    }
}
