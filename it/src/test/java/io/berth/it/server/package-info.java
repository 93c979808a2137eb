/** The server under test: the packaged Berth as a process, its database, and what a test needs of it to begin. */
@NullMarked
package io.berth.it.server;

import org.jspecify.annotations.NullMarked;
