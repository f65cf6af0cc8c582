/**
 * Concurrency and rate control: the number of pushes in flight and the time of the next one (I12). Start at {@link
 * io.worldstream.wsp.internal.flow.AdaptiveControl}. Knows latencies and refusals, not pushes; imports no other room.
 */
@NullMarked
package io.worldstream.wsp.internal.flow;

import org.jspecify.annotations.NullMarked;
