package io.berth.config;

/**
 * Berth does not start (or a command does not run) as things are. The message tells the operator what is wrong and what
 * to do about it; it is printed as it is, without a stack trace.
 */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
