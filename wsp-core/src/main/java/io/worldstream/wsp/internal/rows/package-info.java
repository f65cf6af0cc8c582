/**
 * Turns the text of a row into its checked fields: time, key and payload (contracts 3, 4, 12). Start at {@link
 * io.worldstream.wsp.internal.rows.RowParser}. May import {@code format} and the packages below it.
 */
@NullMarked
package io.worldstream.wsp.internal.rows;

import org.jspecify.annotations.NullMarked;
