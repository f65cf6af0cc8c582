/**
 * Configuration of the {@code wsp} command, from a file, the environment and {@code --set}. Start at {@link
 * io.worldstream.wsp.runner.config.ConfigTable}: it defines each key once, and reading, hints, help and documentation
 * derive from it. {@link io.worldstream.wsp.runner.config.ConfigReader} reads a configuration.
 */
@NullMarked
package io.worldstream.wsp.runner.config;

import org.jspecify.annotations.NullMarked;
