package io.berth.cli;

/** What the commands do. Each answers with the exit status; 0 is success. */
public interface Operations {

    /** Runs the registry until it is told to stop. */
    int serve(Overrides overrides);

    /** Checks whether the registry could be started, and starts nothing. */
    int check(Overrides overrides);

    /** Names what runs, in one line. */
    String version();
}
