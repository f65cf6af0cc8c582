/**
 * The content of a run: the signal that announces it, the pins that identify it, and the plan derived from both.
 * Immutable values. May import {@code policy}.
 */
@NullMarked
package io.worldstream.wsp.plan;

import org.jspecify.annotations.NullMarked;
