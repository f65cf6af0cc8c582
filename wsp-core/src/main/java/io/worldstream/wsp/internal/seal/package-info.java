/**
 * Reads sealed bytes and verifies them: all of them before the first row is parsed, and each chunk again when it is
 * used (I4). Retries failed reads, and bounds how many parts are open. May import {@code format} and the rooms below
 * it.
 */
@NullMarked
package io.worldstream.wsp.internal.seal;

import org.jspecify.annotations.NullMarked;
