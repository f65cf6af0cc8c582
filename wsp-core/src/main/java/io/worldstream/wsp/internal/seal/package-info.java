/** Holds sealed bytes to their digests: all of them before the first row is read, and each chunk again when it is used (I4). */
@NullMarked
package io.worldstream.wsp.internal.seal;

import org.jspecify.annotations.NullMarked;
