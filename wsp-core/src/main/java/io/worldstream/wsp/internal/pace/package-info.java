/** When an event may leave, and how late it was (design, Time; I1). Nothing here reads a clock: instants are handed in. */
@NullMarked
package io.worldstream.wsp.internal.pace;

import org.jspecify.annotations.NullMarked;
