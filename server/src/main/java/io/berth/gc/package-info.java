/**
 * Floor 3: garbage collection beside pushes and pulls (P3). {@code content} knows how a blob, an object or an upload goes;
 * here stands when: the loop that every replica runs, runs by hand and by command, with a receipt of what went and why, and
 * the checks of database against store. Tables: {@code V0003__gc.sql}. Start reading at {@link io.berth.gc.GarbageCollection}.
 */
@NullMarked
package io.berth.gc;

import org.jspecify.annotations.NullMarked;
