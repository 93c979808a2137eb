package io.berth.access;

import io.berth.problem.Problem;
import io.berth.problem.ProblemException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The settings of a project by Harbor's keys; all values are text. */
final class ProjectMetadata {
    static final String PUBLIC = "public";

    private static final String SEVERITY = "severity";
    private static final Set<String> SWITCHES = Set.of(
            PUBLIC,
            "enable_content_trust",
            "enable_content_trust_cosign",
            "prevent_vul",
            "auto_scan",
            "auto_sbom_generation",
            "reuse_sys_cve_allowlist");
    private static final Set<String> OTHERS = Set.of(
            SEVERITY,
            "proxy_speed_kb",
            "max_upstream_conn",
            "proxy_cache_filter_pattern",
            "proxy_cache_filter_kind",
            "proxy_referrer_api",
            "proxy_cache_local_on_not_found");
    private static final Set<String> SEVERITIES = Set.of("none", "negligible", "low", "medium", "high", "critical");

    private ProjectMetadata() {}

    /**
     * The metadata of a new project: what is known of {@code given}, private unless it says otherwise.
     *
     * @throws ProblemException {@link Problem.Invalid} for a switch that is neither true nor false
     */
    static Map<String, String> forNew(Map<String, String> given) {
        given.forEach((key, value) -> {
            if (SWITCHES.contains(key) && !value.equals("true") && !value.equals("false")) {
                throw new ProblemException(new Problem.Invalid(
                        Problem.Subject.PARAMETER,
                        "metadata." + key + " should only be 'true' or 'false', but got: '" + value + "'"));
            }
        });
        Map<String, String> metadata = known(given);
        metadata.putIfAbsent(PUBLIC, "false");
        return metadata;
    }

    /** What is known of {@code given}; a value that means nothing is kept, as Harbor does, and has no effect. */
    static Map<String, String> known(Map<String, String> given) {
        Map<String, String> metadata = new TreeMap<>();
        given.forEach((key, value) -> {
            if (SWITCHES.contains(key) || OTHERS.contains(key)) {
                metadata.put(key, key.equals(SEVERITY) ? severity(value) : value);
            }
        });
        return metadata;
    }

    private static String severity(String given) {
        String severity = given.toLowerCase(Locale.ROOT);
        return SEVERITIES.contains(severity) ? severity : "unknown";
    }
}
