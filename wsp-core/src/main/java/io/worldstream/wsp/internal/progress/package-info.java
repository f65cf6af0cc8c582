/**
 * Tracks the progress of a stream: the terminal outcome of each event, their counts, the settled prefix and its digest
 * (I7, I8). Start at {@link io.worldstream.wsp.internal.progress.Cursor}. May import {@code text} and the public
 * values.
 */
@NullMarked
package io.worldstream.wsp.internal.progress;

import org.jspecify.annotations.NullMarked;
