/**
 * One run: the lane that acquires, prepares, streams and releases it. Start at {@link
 * io.worldstream.wsp.internal.run.RunLane}. May import every room except {@code engine}.
 */
@NullMarked
package io.worldstream.wsp.internal.run;

import org.jspecify.annotations.NullMarked;
