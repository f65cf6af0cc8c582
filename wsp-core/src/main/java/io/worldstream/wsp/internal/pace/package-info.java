/**
 * Computes when an event may leave, and how late it left (I1), and measures the demand of a stream and the rate that it
 * sustains. Start at {@link io.worldstream.wsp.internal.pace.Pacer}, and for the figures of an explanation at {@link
 * io.worldstream.wsp.internal.pace.FiguresMeter}. Reads no clock: instants are parameters. May import {@code rows} and
 * the public values.
 */
@NullMarked
package io.worldstream.wsp.internal.pace;

import org.jspecify.annotations.NullMarked;
