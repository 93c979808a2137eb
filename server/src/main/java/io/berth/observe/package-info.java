/** Floor 1: what Berth tells about itself: its log. */
@NullMarked
package io.berth.observe;

import org.jspecify.annotations.NullMarked;
