package io.berth.content.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameter {@code sort}: keys with commas between, of which those that a list does not know are ignored. */
final class Sort {
    private Sort() {}

    /** The order of the first key that is known. */
    static <T> T of(@Nullable String sort, Map<String, T> orders, T otherwise) {
        for (String key : sort == null ? new String[0] : sort.split(",", -1)) {
            T order = orders.get(key);
            if (order != null) {
                return order;
            }
        }
        return otherwise;
    }
}
