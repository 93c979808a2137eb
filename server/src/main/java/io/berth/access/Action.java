package io.berth.access;

import java.util.Locale;
import java.util.Optional;

/** What can be done with the content of a repository. */
public enum Action {
    PULL,
    PUSH,
    DELETE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** Its name in scopes and tokens, {@code pull}. */
    public String wireName() {
        return wireName;
    }

    static Optional<Action> of(String wireName) {
        for (Action action : values()) {
            if (action.wireName.equals(wireName)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
