package io.berth.content.http;

import io.berth.content.ArtifactFilter;
import io.berth.content.ArtifactFilter.Order;
import io.berth.content.ArtifactFilter.Tagged;
import io.berth.harborapi.Query;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the list of artifacts may be asked for. */
final class ArtifactQuery {
    private static final Map<String, Order> ORDERS = Map.of(
            "push_time", Order.PUSHED,
            "-push_time", Order.PUSHED_DESCENDING,
            "size", Order.SIZE,
            "-size", Order.SIZE_DESCENDING);

    private ArtifactQuery() {}

    static ArtifactFilter of(Query query, @Nullable String sort) {
        return new ArtifactFilter(
                tagged(query),
                "*".equals(query.exact("base")),
                query.anyOf("digest"),
                query.anyOf("type"),
                query.anyOf("media_type"),
                query.from("push_time"),
                query.to("push_time"),
                Sort.of(sort, ORDERS, Order.PUSHED_DESCENDING));
    }

    private static Tagged tagged(Query query) {
        List<String> names = query.anyOf("tags");
        String part = query.contains("tags");
        if (part != null) {
            return new Tagged.Like(part);
        }
        if (names == null) {
            return new Tagged.Whatever();
        }
        return switch (query.exact("tags")) {
            case "nil" -> new Tagged.NotAtAll();
            case "*" -> new Tagged.Somehow();
            case null, default -> new Tagged.As(names);
        };
    }
}
