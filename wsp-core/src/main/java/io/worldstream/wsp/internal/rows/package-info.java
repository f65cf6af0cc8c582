/**
 * Turns the text of a row into its checked fields: time, key and payload (contracts 3, 4, 12). Start at {@link
 * io.worldstream.wsp.internal.rows.RowValidator} for the first pass, and at {@link
 * io.worldstream.wsp.internal.rows.VerifiedRowReader} for all later ones. May import {@code format}, {@code seal} and
 * the packages below them.
 */
@NullMarked
package io.worldstream.wsp.internal.rows;

import org.jspecify.annotations.NullMarked;
