/**
 * Strict parsing of small documents, and their one canonical form (contracts 2, 4). Imports no other room.
 */
@NullMarked
package io.worldstream.wsp.internal.json;

import org.jspecify.annotations.NullMarked;
