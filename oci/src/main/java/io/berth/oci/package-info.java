/** Floor 0: the values and the grammar of OCI Distribution 1.1; pure, no I/O. */
@NullMarked
package io.berth.oci;

import org.jspecify.annotations.NullMarked;
