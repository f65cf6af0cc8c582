/**
 * Concurrency and rate control: how many pushes may be in flight and when the next may leave (I12). Start at {@link
 * io.worldstream.wsp.internal.flow.AdaptiveControl}. Knows latencies and refusals, not pushes; imports no other room.
 */
@NullMarked
package io.worldstream.wsp.internal.flow;

import org.jspecify.annotations.NullMarked;
