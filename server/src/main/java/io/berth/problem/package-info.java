/** Floor 0: the closed list of refusals; every edge maps it in one switch. */
@NullMarked
package io.berth.problem;

import org.jspecify.annotations.NullMarked;
