package io.berth.gc;

import java.util.List;

/**
 * What a check of everything has found.
 *
 * @param bytes how many bytes were hashed
 * @param problems how many findings there are
 * @param findings the first of them
 * @param notes what is no fault and will go by itself
 */
public record FsckReport(
        long blobs, long bytes, long manifests, long keys, long problems, List<Finding> findings, List<String> notes) {

    /** Whether all is as it should be. */
    public boolean isClean() {
        return problems == 0;
    }
}
