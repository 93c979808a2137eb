package io.berth.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The findings that a project has accepted, and until when (seconds since 1970; null: for good). */
public record CveAllowlist(List<String> cveIds, @Nullable Long expiresAt) {
    public CveAllowlist {
        cveIds = List.copyOf(cveIds);
    }

    /** Nothing is accepted. */
    public static CveAllowlist empty() {
        return new CveAllowlist(List.of(), null);
    }
}
