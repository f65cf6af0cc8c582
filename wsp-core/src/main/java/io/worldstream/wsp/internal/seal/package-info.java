/**
 * Reads sealed bytes and verifies them: all of them before the first row is used, and each chunk again when it is used
 * (I4). Retries failed reads and bounds the number of open parts. May
 * import {@code text}, {@code tasks} and {@code chunk}.
 */
@NullMarked
package io.worldstream.wsp.internal.seal;

import org.jspecify.annotations.NullMarked;
