package io.berth.distribution;

import io.berth.oci.Digest;
import io.berth.web.Exchange;

/** Conditional requests (RFC 9110, section 13); the entity tag of content is its digest. */
final class Conditions {
    private Conditions() {}

    /** Whether If-None-Match names this digest, quoted as the RFC wants it or bare as some clients send it. */
    static boolean isNotModified(Exchange exchange, Digest digest) {
        String header = exchange.header("If-None-Match");
        if (header == null) {
            return false;
        }
        String text = digest.toString();
        for (String tag : header.split(",", -1)) {
            String bare = tag.strip();
            if (bare.startsWith("W/")) {
                bare = bare.substring(2);
            }
            if (bare.equals("*") || bare.equals(text) || bare.equals('"' + text + '"')) {
                return true;
            }
        }
        return false;
    }
}
