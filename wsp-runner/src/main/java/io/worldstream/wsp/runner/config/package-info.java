/**
 * What the {@code wsp} command is told, from a file, the environment and {@code --set}. Start at {@link
 * io.worldstream.wsp.runner.config.ConfigTable}: each key is defined there once, and reading, hints, help and documentation
 * follow from it. {@link io.worldstream.wsp.runner.config.ConfigReader} reads.
 */
@NullMarked
package io.worldstream.wsp.runner.config;

import org.jspecify.annotations.NullMarked;
