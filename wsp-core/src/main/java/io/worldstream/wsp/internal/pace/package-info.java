/**
 * Computes when an event may leave, and how late it left (I1). Start at {@link io.worldstream.wsp.internal.pace.Pacer}.
 * Reads no clock: instants are parameters. May import the public values.
 */
@NullMarked
package io.worldstream.wsp.internal.pace;

import org.jspecify.annotations.NullMarked;
