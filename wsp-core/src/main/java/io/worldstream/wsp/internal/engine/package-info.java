/**
 * All runs of a producer: READY intake, recovery, the duty cycle over the lanes and the thread that drives it. Start at
 * {@link io.worldstream.wsp.internal.engine.ProducerEngine}. May import every other room.
 */
@NullMarked
package io.worldstream.wsp.internal.engine;

import org.jspecify.annotations.NullMarked;
