/**
 * Puts the rows of all parts into the one order (contracts 11; I6, I12). Start at {@link
 * io.worldstream.wsp.internal.order.OrderedRows}. May import {@code survey}, {@code frame} and the packages below them.
 */
@NullMarked
package io.worldstream.wsp.internal.order;

import org.jspecify.annotations.NullMarked;
