/**
 * Bytes, event times and numbers as text. Imports no other room.
 */
@NullMarked
package io.worldstream.wsp.internal.text;

import org.jspecify.annotations.NullMarked;
