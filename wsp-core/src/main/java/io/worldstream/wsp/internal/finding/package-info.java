/** What is wrong, named up to a limit and counted beyond it (I12). Imports nothing of the engine. */
@NullMarked
package io.worldstream.wsp.internal.finding;

import org.jspecify.annotations.NullMarked;
