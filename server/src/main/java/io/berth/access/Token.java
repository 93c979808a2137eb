package io.berth.access;

import java.time.Duration;
import java.time.Instant;

/** A signed token, with the times that stand in it. */
public record Token(String jwt, Instant issuedAt, Duration lifetime) {}
