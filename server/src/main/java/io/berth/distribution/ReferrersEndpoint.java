package io.berth.distribution;

import io.berth.content.Manifests;
import io.berth.content.Referrer;
import io.berth.oci.Digest;
import io.berth.oci.RepositoryName;
import io.berth.web.Exchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code GET /v2/<name>/referrers/<digest>} (OCI distribution 1.1, "Listing Referrers"), in pages. */
final class ReferrersEndpoint {
    private static final int PAGE = 1_000;
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private final Manifests manifests;

    ReferrersEndpoint(Manifests manifests) {
        this.manifests = manifests;
    }

    void list(Exchange exchange, RepositoryName repository, Digest subject) {
        String artifactType = exchange.query("artifactType");
        String last = exchange.query("last");
        int limit = Pages.limit(exchange, PAGE, PAGE);
        exchange.work(() -> {
            String filter = artifactType == null || artifactType.isEmpty() ? null : artifactType;
            List<Referrer> rows = manifests.referrers(repository, subject, filter, last == null ? "" : last, limit + 1);
            boolean more = rows.size() > limit;
            List<Referrer> page = more ? rows.subList(0, limit) : rows;
            var response = exchange.response();
            response.putHeader(Names.API_VERSION, Names.REGISTRY_2).putHeader(Names.REQUEST_ID, exchange.id());
            boolean all = !more && last == null && filter == null;
            response.putHeader(
                    Names.TOTAL_COUNT,
                    Integer.toString(all ? page.size() : manifests.countReferrers(repository, subject)));
            if (filter != null) {
                response.putHeader(Names.FILTERS, "artifactType");
            }
            if (more) {
                String type = filter == null ? "" : "&artifactType=" + encode(filter);
                response.putHeader(
                        Names.LINK,
                        "</v2/" + repository + "/referrers/" + subject + "?last="
                                + encode(page.getLast().digest()) + "&n=" + limit + type + ">; rel=\"next\"");
            }
            exchange.end(200, INDEX, index(page));
        });
    }

    /** An image index of these referrers. */
    static byte[] index(List<Referrer> referrers) {
        StringBuilder json = new StringBuilder(128 + referrers.size() * 256);
        json.append("{\"schemaVersion\":2,\"mediaType\":\"").append(INDEX).append("\",\"manifests\":[");
        for (int i = 0; i < referrers.size(); i++) {
            json.append(i == 0 ? "" : ",").append(referrers.get(i).descriptor());
        }
        return json.append("]}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
