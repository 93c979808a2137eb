package io.berth.access;

/** The start must be refused: {@code berth.secret} does not fit; the message is for the operator. */
public final class WrongSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongSecretException(String message) {
        super(message);
    }
}
