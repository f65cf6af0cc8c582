/**
 * Pushes in flight, the meaning of their outcomes, and the settled prefix that follows (contracts 9; I7, I8). Start
 * at {@link io.worldstream.wsp.internal.push.Dispatcher}. May import {@code frame}, {@code progress}, {@code flow}
 * and the rooms below them.
 */
@NullMarked
package io.worldstream.wsp.internal.push;

import org.jspecify.annotations.NullMarked;
