/** Floor 1: hashes of content on its way into the store, whose state can be kept and taken up again elsewhere. */
@NullMarked
package io.berth.storage.hash;

import org.jspecify.annotations.NullMarked;
