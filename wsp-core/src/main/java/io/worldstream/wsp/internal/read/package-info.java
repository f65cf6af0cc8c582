/** Reads sealed bytes: tries failed reads again, bounds how many parts are open, and ends when nobody wants the bytes. */
@NullMarked
package io.worldstream.wsp.internal.read;

import org.jspecify.annotations.NullMarked;
