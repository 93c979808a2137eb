/** Programs of this machine, started with bounded waits and never left behind; what they cost in memory. */
@NullMarked
package io.berth.it.process;

import org.jspecify.annotations.NullMarked;
