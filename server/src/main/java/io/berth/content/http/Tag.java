package io.berth.content.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The body that gives an artifact one more tag, under the name of Harbor's model. */
record Tag(@JsonProperty("name") @Nullable String name) {}
