package io.berth.content.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The body of a repository's change, under the name of Harbor's model; nothing else of it can be changed. */
record Repository(@JsonProperty("description") @Nullable String description) {}
