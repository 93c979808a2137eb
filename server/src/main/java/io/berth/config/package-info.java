/**
 * Floor 1: configuration. Each package declares its keys ({@code ConfigKey}) and reads them into a typed record of its
 * own; {@code Config} resolves the values from the command line, the environment, berth.yml and the defaults.
 */
@NullMarked
package io.berth.config;

import org.jspecify.annotations.NullMarked;
