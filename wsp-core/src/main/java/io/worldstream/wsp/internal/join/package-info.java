/**
 * Reads READY and facts view, cross-checks them, and derives the facts of a run (contracts 1, 2, 4, 13). Start at {@link
 * io.worldstream.wsp.internal.join.JoinSurface}. May import {@code format} and the packages below it.
 */
@NullMarked
package io.worldstream.wsp.internal.join;

import org.jspecify.annotations.NullMarked;
