/** Floor 4: health and figures of the process on the wire. */
@NullMarked
package io.berth.observe.http;

import org.jspecify.annotations.NullMarked;
