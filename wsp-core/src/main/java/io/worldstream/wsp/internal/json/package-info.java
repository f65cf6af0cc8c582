/** Strict parsing of small documents, and their canonical form (contracts 2, 4). Imports no other internal package. */
@NullMarked
package io.worldstream.wsp.internal.json;

import org.jspecify.annotations.NullMarked;
