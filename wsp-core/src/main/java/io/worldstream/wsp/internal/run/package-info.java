/** The duty cycle: one lane a run, one engine for all lanes, one thread that turns it (design 4). Start at {@link io.worldstream.wsp.internal.run.ProducerEngine}. */
@NullMarked
package io.worldstream.wsp.internal.run;

import org.jspecify.annotations.NullMarked;
