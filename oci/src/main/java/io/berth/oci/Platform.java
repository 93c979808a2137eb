package io.berth.oci;

import java.util.Optional;

/** What an image of an index runs on; parts that the pusher left out are empty. */
public record Platform(String os, String architecture, Optional<String> variant, Optional<String> osVersion) {}
