/** What is out at the gate, what its answers mean, and what of it is settled (contracts 9; design, Pushing; I7, I8). */
@NullMarked
package io.worldstream.wsp.internal.push;

import org.jspecify.annotations.NullMarked;
