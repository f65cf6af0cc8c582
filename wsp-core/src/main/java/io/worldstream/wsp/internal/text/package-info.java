/** Bytes, event times and numbers as text. Imports no other internal package. */
@NullMarked
package io.worldstream.wsp.internal.text;

import org.jspecify.annotations.NullMarked;
