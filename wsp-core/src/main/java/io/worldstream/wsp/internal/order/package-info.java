/** Puts the rows of all parts into the one order (contracts 11, I6). */
@NullMarked
package io.worldstream.wsp.internal.order;

import org.jspecify.annotations.NullMarked;
