/** Operators' commands over a Unix domain socket: the socket of {@code wsp run}, and the sender of the other commands. */
@NullMarked
package io.worldstream.wsp.runner.control;

import org.jspecify.annotations.NullMarked;
