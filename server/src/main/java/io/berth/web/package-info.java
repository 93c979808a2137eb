/** Floor 1: what every edge shares of HTTP: one exchange, its body in bounded pieces, its answer. */
@NullMarked
package io.berth.web;

import org.jspecify.annotations.NullMarked;
