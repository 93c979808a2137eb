package io.berth.gc;

import io.berth.oci.Digest;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One object that a run gave up or deleted, or would have.
 *
 * @param digest the blob it was, or was to be, where that is known
 */
public record Receipt(
        long id, Step step, @Nullable Digest digest, String objectKey, long bytes, String reason, Instant at) {

    /** What happened to it. */
    public enum Step {
        /** Nothing yet: a dry run found it. */
        PREVIEW,
        /** It is no blob any more; its bytes follow when nobody can be reading them. */
        CONDEMNED,
        /** Its bytes are deleted. */
        SWEPT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Step of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** What is known of it before it is written down. */
    record Entry(Step step, @Nullable Digest digest, String objectKey, long bytes, String reason) {}
}
