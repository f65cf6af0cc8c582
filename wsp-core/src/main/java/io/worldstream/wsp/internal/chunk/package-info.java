/**
 * Digests of chunks, the units in which verified bytes are read and checked again (I4). Imports no other internal
 * package.
 */
@NullMarked
package io.worldstream.wsp.internal.chunk;

import org.jspecify.annotations.NullMarked;
