/** Images made from a fixed seed, their OCI layouts on disk, and reading both back byte by byte. */
@NullMarked
package io.berth.it.image;

import org.jspecify.annotations.NullMarked;
