package io.berth.access;

import java.util.Map;

/** What a project holds: how many members by role, and the bytes of the distinct content of its live artifacts. */
public record ProjectSummary(Map<Role, Long> members, long usedBytes) {}
