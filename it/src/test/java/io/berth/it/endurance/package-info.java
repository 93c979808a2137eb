/**
 * What must hold under load, faults and hostility: the collector beside pushes, kill -9 in mid-push, two servers on one
 * database, limits, memory. Each has a short form of about a minute for every build and a long one under
 * {@code -Dberth.long=true}.
 */
@NullMarked
package io.berth.it.endurance;

import org.jspecify.annotations.NullMarked;
