/**
 * Turns the bytes of a part into the text of its rows: JSON Lines, plain and gzip (contracts 3). May import {@code
 * text}, {@code json}, {@code tasks} and {@code chunk}.
 */
@NullMarked
package io.worldstream.wsp.internal.format;

import org.jspecify.annotations.NullMarked;
