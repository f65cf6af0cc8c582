/**
 * The {@code wsp} command. Start at {@link io.worldstream.wsp.runner.Main}. It composes adapters, engine and test kit
 * and prints their results; it makes no decisions of its own.
 */
@NullMarked
package io.worldstream.wsp.runner;

import org.jspecify.annotations.NullMarked;
