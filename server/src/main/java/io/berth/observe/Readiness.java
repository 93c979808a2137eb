package io.berth.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether this process should be given requests: it has started, what it stands on is there, and it was not told to end. */
public final class Readiness {
    private final Map<String, BooleanSupplier> components;
    private volatile Phase phase = Phase.STARTING;

    /** Where the process stands between its start and its end. */
    public enum Phase {
        STARTING,
        RUNNING,
        STOPPING
    }

    /**
     * What was found.
     *
     * @param components the parts by name, and whether each can be used
     */
    public record Report(Phase phase, Map<String, Boolean> components) {
        public boolean isReady() {
            return phase == Phase.RUNNING && !components.containsValue(false);
        }
    }

    /** {@code components} says of each part by name whether it can be used, without waiting for it. */
    public Readiness(Map<String, BooleanSupplier> components) {
        this.components = new LinkedHashMap<>(components);
    }

    /** The process can be used from now on. */
    public void started() {
        phase = Phase.RUNNING;
    }

    /** The process is about to end. */
    public void stopping() {
        phase = Phase.STOPPING;
    }

    public Report report() {
        Map<String, Boolean> found = new LinkedHashMap<>();
        components.forEach((name, check) -> found.put(name, check.getAsBoolean()));
        return new Report(phase, found);
    }
}
