package io.berth.access;

import java.util.List;

/** One entry of a token's {@code access} claim: what its bearer may do with one thing. */
record Access(String type, String name, List<String> actions) {
    Access {
        actions = List.copyOf(actions);
    }
}
