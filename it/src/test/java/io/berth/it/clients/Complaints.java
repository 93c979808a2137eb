package io.berth.it.clients;

/** How clients word a refusal; each has its own words, and the same one other words for HEAD, whose answer has no body. */
final class Complaints {
    static final String[] NOT_FOUND = {
        "404", "MANIFEST_UNKNOWN", "BLOB_UNKNOWN", "NOT_FOUND", "not found", "manifest unknown"
    };
    static final String[] NO_RIGHT = {
        "401", "403", "UNAUTHORIZED", "DENIED", "unauthorized", "Unauthorized", "denied", "authentication required"
    };

    private Complaints() {}
}
