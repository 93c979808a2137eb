/**
 * Journeys with the clients that people use: each pushes, pulls, copies and deletes against a running Berth, and is refused
 * where it must be. What a client did is checked with our own {@link io.berth.it.registry.Registry}, byte by byte. A client
 * that is not installed skips its class with the line that installs it; under CI=true it fails.
 */
@NullMarked
package io.berth.it.clients;

import org.jspecify.annotations.NullMarked;
