/**
 * Floor 4: the registry API below {@code /v2}, OCI Distribution 1.1 with Harbor's authentication and error bodies. Written by
 * hand on Vert.x, without a routing framework: warm pulls are answered on the event loop, everything that blocks runs on a
 * virtual thread. {@link io.berth.distribution.DistributionHandler} is the way in.
 */
@NullMarked
package io.berth.distribution;

import org.jspecify.annotations.NullMarked;
