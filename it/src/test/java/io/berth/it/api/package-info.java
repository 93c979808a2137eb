/** Harbor's API as its callers see it: who may do what, and what an answer changes for others. */
@NullMarked
package io.berth.it.api;

import org.jspecify.annotations.NullMarked;
