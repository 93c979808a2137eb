package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The settings of a project in a request, under the name of Harbor's model. */
record ProjectMetadata(
        @JsonProperty("public") @Nullable String isPublic,
        @JsonProperty("enable_content_trust") @Nullable String enableContentTrust,

        @JsonProperty("enable_content_trust_cosign") @Nullable
        String enableContentTrustCosign,

        @JsonProperty("prevent_vul") @Nullable String preventVul,
        @JsonProperty("severity") @Nullable String severity,
        @JsonProperty("auto_scan") @Nullable String autoScan,
        @JsonProperty("auto_sbom_generation") @Nullable String autoSbomGeneration,
        @JsonProperty("reuse_sys_cve_allowlist") @Nullable String reuseSysCveAllowlist) {

    /** What is set, by Harbor's keys. */
    Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        put(map, "public", isPublic);
        put(map, "enable_content_trust", enableContentTrust);
        put(map, "enable_content_trust_cosign", enableContentTrustCosign);
        put(map, "prevent_vul", preventVul);
        put(map, "severity", severity);
        put(map, "auto_scan", autoScan);
        put(map, "auto_sbom_generation", autoSbomGeneration);
        put(map, "reuse_sys_cve_allowlist", reuseSysCveAllowlist);
        return map;
    }

    private static void put(Map<String, String> map, String key, @Nullable String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
