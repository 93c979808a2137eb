/**
 * Conversations recorded from a running Harbor, played again to Berth and compared answer by answer in status and shape. Steps
 * that differ on purpose stand in {@code golden/differences.txt}, each with its reason. Start at {@code GoldenTest}.
 */
@NullMarked
package io.berth.it.golden;

import org.jspecify.annotations.NullMarked;
