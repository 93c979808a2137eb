/** A registry seen over the wire by a plain client of our own, which speaks the OCI distribution API and Harbor's. */
@NullMarked
package io.berth.it.registry;

import org.jspecify.annotations.NullMarked;
