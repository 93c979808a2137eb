/** Floor 5: the program's start, the wiring of its parts and the checks it makes before it says it is ready. */
@NullMarked
package io.berth.app;

import org.jspecify.annotations.NullMarked;
