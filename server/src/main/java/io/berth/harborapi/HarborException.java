package io.berth.harborapi;

/** Carries a refusal that is Harbor's own, not the domain's; without a stack trace, since a refusal is no bug. */
public final class HarborException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HarborError error;

    public HarborException(HarborError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** The request does not bind to its operation. */
    public static HarborException unprocessable(String reason) {
        return new HarborException(HarborError.unprocessable(reason));
    }

    public HarborError error() {
        return error;
    }
}
