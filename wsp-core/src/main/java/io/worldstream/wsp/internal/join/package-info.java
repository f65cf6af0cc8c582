/** READY and facts view: what they must look like, what must agree, and what is then known of a run (contracts 1, 2, 4; design 4). Start at {@link io.worldstream.wsp.internal.join.JoinSurface}. */
@NullMarked
package io.worldstream.wsp.internal.join;

import org.jspecify.annotations.NullMarked;
