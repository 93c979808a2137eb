package io.berth.oci;

/** A manifest is refused; the message names the field and says what is wrong with it. */
public final class ManifestException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a manifest is refused. */
    public enum Reason {
        TOO_LARGE,
        NOT_JSON,
        TOO_DEEP,
        SCHEMA1,
        MEDIA_TYPE_UNKNOWN,
        MEDIA_TYPE_MISMATCH,
        MALFORMED
    }

    private final Reason reason;

    ManifestException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why the manifest is refused. */
    public Reason reason() {
        return reason;
    }

    /** The message; a refusal always has one. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
