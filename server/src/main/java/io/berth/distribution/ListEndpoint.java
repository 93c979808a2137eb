package io.berth.distribution;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.berth.content.Manifests;
import io.berth.oci.RepositoryName;
import io.berth.web.Exchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tags/list} and {@code _catalog} (OCI distribution 1.1, "Listing Tags"): keyset pages in byte order. */
final class ListEndpoint {
    /** The longest page, and the page of a client that does not say how much it wants. */
    private static final int PAGE = 10_000;

    private final Manifests manifests;

    ListEndpoint(Manifests manifests) {
        this.manifests = manifests;
    }

    void tags(Exchange exchange, RepositoryName repository) {
        int limit = Pages.limit(exchange, PAGE, PAGE);
        String last = last(exchange);
        exchange.work(() -> {
            List<String> names = manifests.tags(repository, last, limit + 1);
            page(exchange, "/v2/" + repository + "/tags/list", "tags", repository.value(), names, limit);
        });
    }

    void repositories(Exchange exchange) {
        int limit = Pages.limit(exchange, PAGE, PAGE);
        String last = last(exchange);
        exchange.work(() -> {
            List<String> names = manifests.repositories(last, limit + 1);
            page(exchange, "/v2/_catalog", "repositories", null, names, limit);
        });
    }

    private static void page(
            Exchange exchange, String path, String key, @Nullable String name, List<String> names, int limit) {
        boolean more = limit > 0 && names.size() > limit;
        List<String> page = names.subList(0, Math.min(limit, names.size()));
        StringBuilder json = new StringBuilder(64 + page.size() * 16).append('{');
        if (name != null) {
            json.append("\"name\":\"").append(name).append("\",");
        }
        json.append('"').append(key).append("\":[");
        for (int i = 0; i < page.size(); i++) {
            json.append(i == 0 ? "\"" : ",\"");
            JsonStringEncoder.getInstance().quoteAsString(page.get(i), json);
            json.append('"');
        }
        json.append("]}");
        exchange.response().putHeader(Names.API_VERSION, Names.REGISTRY_2).putHeader(Names.REQUEST_ID, exchange.id());
        if (more) {
            String next = URLEncoder.encode(page.getLast(), StandardCharsets.UTF_8);
            exchange.response().putHeader(Names.LINK, "<" + path + "?last=" + next + "&n=" + limit + ">; rel=\"next\"");
        }
        exchange.end(200, Names.JSON, json.toString());
    }

    private static String last(Exchange exchange) {
        String last = exchange.query("last");
        return last == null ? "" : last;
    }
}
