/** Violations, listed up to a limit and counted beyond it (I12). Imports no other internal package. */
@NullMarked
package io.worldstream.wsp.internal.finding;

import org.jspecify.annotations.NullMarked;
