/** The script {@code ./berth} as its users type it. */
@NullMarked
package io.berth.it.cli;

import org.jspecify.annotations.NullMarked;
