/**
 * All runs of a producer: intake of READY, recovery, the loop over the lanes and the thread that turns it. Start at
 * {@link io.worldstream.wsp.internal.engine.ProducerEngine}. May import every other room.
 */
@NullMarked
package io.worldstream.wsp.internal.engine;

import org.jspecify.annotations.NullMarked;
