/** Floor 1: PostgreSQL: pool, statements, transactions that repeat themselves, migrations. */
@NullMarked
package io.berth.db;

import org.jspecify.annotations.NullMarked;
