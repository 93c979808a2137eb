package io.berth.gc;

/**
 * Something that is not as it should be.
 *
 * @param subject a digest, a key, a manifest
 */
public record Finding(Kind kind, String subject, String detail) {

    /** What is wrong. */
    public enum Kind {
        /** The store does not have the bytes of a blob. */
        MISSING,
        /** The store has more or fewer bytes than the blob. */
        WRONG_LENGTH,
        /** The bytes are not those of the digest. */
        WRONG_DIGEST,
        /** The bytes cannot be read. */
        UNREADABLE,
        /** The object of a blob does not count as alive. */
        WRONG_STATE,
        /** An object counts as alive and no blob has it. */
        UNCLAIMED,
        /** The store has a key of which the database does not know, or thinks that it is gone. */
        ORPHAN,
        /** The bytes of a manifest are not those of its digest. */
        WRONG_MANIFEST,
        /** A tag or an index leads to a deleted manifest. */
        DANGLING
    }

    @Override
    public String toString() {
        return kind + " " + subject + ": " + detail;
    }
}
