package io.berth.gc;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The record of one run while it runs. An automatic run is written down only once it has found something; one that somebody
 * asked for from its first moment.
 */
final class RunBook {
    private final GcStore store;
    private final RunRequest request;
    private final UUID owner;
    private final Clock clock;
    private final Consumer<String> listener;
    private final BooleanSupplier closing;
    private final StringBuilder log = new StringBuilder();

    private @Nullable Long id;
    private Tally tally = Tally.NOTHING;
    private boolean stopped;

    RunBook(
            GcStore store,
            RunRequest request,
            UUID owner,
            Clock clock,
            Consumer<String> listener,
            BooleanSupplier closing) {
        this.store = store;
        this.request = request;
        this.owner = owner;
        this.clock = clock;
        this.listener = listener;
        this.closing = closing;
        if (request.trigger() != Trigger.AUTOMATIC) {
            id();
        }
    }

    /** The run's number; it is written down from now on. */
    long id() {
        if (id == null) {
            id = store.open(request, owner);
        }
        return id;
    }

    /** Whether anything of this run is written down. */
    boolean isOpen() {
        return id != null;
    }

    RunRequest request() {
        return request;
    }

    Tally tally() {
        return tally;
    }

    /** Whether the run shall end before its time. */
    boolean isStopped() {
        return stopped || closing.getAsBoolean();
    }

    /** Says how it goes; kept in the log if the run is written down. */
    void say(String line) {
        listener.accept(line);
        log.append(clock.instant().truncatedTo(ChronoUnit.SECONDS))
                .append(" [INFO] ")
                .append(line)
                .append('\n');
    }

    /** Writes down what was done, if it is anything. */
    void did(Tally more, List<Receipt.Entry> receipts) {
        if (more.equals(Tally.NOTHING) && !isOpen()) {
            return;
        }
        tally = tally.plus(more);
        stopped |= !store.progress(id(), more, receipts, takeLog());
    }

    void end(RunStatus status) {
        if (isOpen()) {
            if (!log.isEmpty()) {
                store.progress(id(), Tally.NOTHING, List.of(), takeLog());
            }
            store.end(id(), status);
        }
    }

    private String takeLog() {
        String lines = log.toString();
        log.setLength(0);
        return lines;
    }
}
