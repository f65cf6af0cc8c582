/** From the bytes of a part to rows: JSON Lines, plain and gzip, and the strict reading of one row (contracts 3, 4, 12). */
@NullMarked
package io.worldstream.wsp.internal.rows;

import org.jspecify.annotations.NullMarked;
