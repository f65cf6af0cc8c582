/**
 * The {@code wsp} command. Start at {@link io.worldstream.wsp.runner.Main}. It composes adapters, engine and test kit, and
 * prints what they say; it decides nothing.
 */
@NullMarked
package io.worldstream.wsp.runner;

import org.jspecify.annotations.NullMarked;
