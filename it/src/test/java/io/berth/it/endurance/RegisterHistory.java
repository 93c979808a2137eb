package io.berth.it.endurance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What many clients wrote to and read from one register, and whether that is linearizable: whether each operation can be
 * given one instant between its start and its end so that every read sees the last write before it. Each value is written
 * once, so the question is decided exactly by the zones of Gibbons and Korach ("Testing Shared Memories", 1997). Safe for use
 * by many threads.
 */
final class RegisterHistory {
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();

    private record Operation(String value, boolean isWrite, long start, long end) {}

    /** From the first end to the last start of all operations on one value. */
    private record Zone(String value, long from, long to, boolean isForward) {
        boolean overlaps(Zone other) {
            return from < other.to && other.from < to;
        }

        boolean contains(Zone other) {
            return from < other.from && other.to < to;
        }
    }

    /** The value that the register had before all else. */
    void initially(String value) {
        operations.add(new Operation(value, true, Long.MIN_VALUE, Long.MIN_VALUE));
    }

    void wrote(String value, long start, long end) {
        operations.add(new Operation(value, true, start, end));
    }

    /** A write whose outcome nobody knows: it may take effect at any time after its start, or never. */
    void mayHaveWritten(String value, long start) {
        operations.add(new Operation(value, true, start, Long.MAX_VALUE));
    }

    void read(String value, long start, long end) {
        operations.add(new Operation(value, false, start, end));
    }

    int size() {
        return operations.size();
    }

    /** Why it is not linearizable; empty if it is. */
    List<String> violations() {
        Map<String, List<Operation>> byValue = new HashMap<>();
        operations.forEach(operation ->
                byValue.computeIfAbsent(operation.value, _ -> new ArrayList<>()).add(operation));
        List<String> violations = new ArrayList<>();
        List<Zone> zones = new ArrayList<>();
        for (List<Operation> cluster : byValue.values()) {
            violations.addAll(impossibleReads(cluster));
            boolean isSeen = cluster.stream().anyMatch(operation -> !operation.isWrite);
            boolean isCertain = cluster.stream().allMatch(operation -> operation.end < Long.MAX_VALUE);
            if (isSeen || isCertain) {
                zones.add(zone(cluster));
            }
        }
        violations.addAll(conflicts(zones));
        return violations;
    }

    private static List<String> impossibleReads(Collection<Operation> cluster) {
        List<String> violations = new ArrayList<>();
        for (Operation read : cluster) {
            if (!read.isWrite && cluster.stream().noneMatch(other -> other.isWrite && other.start < read.end)) {
                violations.add("read before it was written: " + read);
            }
        }
        return violations;
    }

    private static Zone zone(Collection<Operation> cluster) {
        long firstEnd = cluster.stream().mapToLong(Operation::end).min().orElseThrow();
        long lastStart = cluster.stream().mapToLong(Operation::start).max().orElseThrow();
        String value = cluster.iterator().next().value;
        return firstEnd < lastStart
                ? new Zone(value, firstEnd, lastStart, true)
                : new Zone(value, lastStart, firstEnd, false);
    }

    private static List<String> conflicts(List<Zone> zones) {
        List<Zone> forward = zones.stream()
                .filter(Zone::isForward)
                .sorted(Comparator.comparingLong(Zone::from))
                .toList();
        List<String> violations = new ArrayList<>();
        for (int i = 1; i < forward.size(); i++) {
            if (forward.get(i - 1).overlaps(forward.get(i))) {
                violations.add("two values at once: " + forward.get(i - 1) + " and " + forward.get(i));
            }
        }
        for (Zone backward : zones) {
            if (!backward.isForward) {
                forward.stream()
                        .filter(zone -> zone.contains(backward))
                        .forEach(zone ->
                                violations.add("written inside another value's time: " + backward + " in " + zone));
            }
        }
        return violations;
    }
}
