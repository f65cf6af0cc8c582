/** Readers of outside content under inputs that nobody would write. */
@NullMarked
package io.worldstream.wsp.tests.fuzz;

import org.jspecify.annotations.NullMarked;
