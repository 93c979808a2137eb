/**
 * Floor 4: garbage collection on the wire. {@link io.berth.gc.http.GcResource} answers as Harbor does; what Berth adds
 * (receipts, restore) lies under {@code /api/berth/v1}.
 */
@NullMarked
package io.berth.gc.http;

import org.jspecify.annotations.NullMarked;
