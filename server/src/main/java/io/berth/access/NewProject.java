package io.berth.access;

import java.util.Map;

/** What a project is made of; the metadata by Harbor's keys, the limit in bytes or -1. */
public record NewProject(ProjectName name, Map<String, String> metadata, CveAllowlist allowlist, long storageLimit) {}
