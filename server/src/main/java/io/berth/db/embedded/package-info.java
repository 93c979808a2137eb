/**
 * Floor 1: a PostgreSQL of Berth's own for those who bring none. {@link io.berth.db.embedded.EmbeddedPostgres} unpacks the
 * server, makes its data directory, starts, adopts and stops it. Everything lies in one directory:
 *
 * <pre>
 * lock            held by the process that owns the server; holds its pid
 * bin-18.0.0/     the unpacked server
 * data/           PostgreSQL's data directory
 * password        of the roles berth and postgres (0600)
 * postgres.log    what the server says
 * </pre>
 *
 * How to dump it, and how to move it to another PostgreSQL: docs/postgresql.md.
 */
@NullMarked
package io.berth.db.embedded;

import org.jspecify.annotations.NullMarked;
