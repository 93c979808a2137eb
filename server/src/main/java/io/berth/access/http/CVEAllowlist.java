package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.access.CveAllowlist;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The accepted findings in a request, under the name of Harbor's model. */
record CVEAllowlist(
        @JsonProperty("items") @Nullable List<CVEAllowlistItem> items,
        @JsonProperty("expires_at") @Nullable Long expiresAt) {

    /** One of them. */
    record CVEAllowlistItem(
            @JsonProperty("cve_id") @Nullable String cveId) {}

    CveAllowlist toAllowlist() {
        List<String> ids = items == null
                ? List.of()
                : items.stream()
                        .map(CVEAllowlistItem::cveId)
                        .map(id -> Objects.requireNonNullElse(id, ""))
                        .toList();
        return new CveAllowlist(ids, expiresAt);
    }
}
