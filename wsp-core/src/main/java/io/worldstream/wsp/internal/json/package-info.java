/** Strict reading of small documents and the one canonical way to write them (contracts 2, 4). */
@NullMarked
package io.worldstream.wsp.internal.json;

import org.jspecify.annotations.NullMarked;
