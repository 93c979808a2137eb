/**
 * The command line of Berth: what can be typed and how it is explained, in English and Chinese. What the commands do is
 * behind {@link io.berth.cli.Operations}, which the server implements. Start at {@link io.berth.cli.Commands}.
 */
@NullMarked
package io.berth.cli;

import org.jspecify.annotations.NullMarked;
