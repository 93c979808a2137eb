/** Floor 1: the object store behind one small contract; write-once keys. */
@NullMarked
package io.berth.storage;

import org.jspecify.annotations.NullMarked;
