/** Floor 1: the processes that serve beside one another on one database; they find one another through it. */
@NullMarked
package io.berth.cluster;

import org.jspecify.annotations.NullMarked;
