/**
 * READY and facts view: their form, the cross-checks between them, and the facts of a run that follow (contracts 1,
 * 2, 4). Start at {@link io.worldstream.wsp.internal.join.JoinSurface}. May import {@code format} and the rooms below
 * it.
 */
@NullMarked
package io.worldstream.wsp.internal.join;

import org.jspecify.annotations.NullMarked;
