/**
 * One run: the lane that takes it, prepares it, streams it and lets it go. Start at {@link
 * io.worldstream.wsp.internal.run.RunLane}. May import every room but {@code engine}.
 */
@NullMarked
package io.worldstream.wsp.internal.run;

import org.jspecify.annotations.NullMarked;
