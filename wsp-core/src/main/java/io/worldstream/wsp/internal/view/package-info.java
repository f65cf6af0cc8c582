/**
 * The bytes of a sorted view: rows in the one order, in blocks that are verified before they are used (I4, I12). Start
 * at {@link io.worldstream.wsp.internal.view.SortedView}. Knows no plan and parses no row. May import {@code text},
 * {@code tasks}, {@code chunk} and the packages below them.
 */
@NullMarked
package io.worldstream.wsp.internal.view;

import org.jspecify.annotations.NullMarked;
