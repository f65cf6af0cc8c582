/** From a row to its canonical envelope, and the identities that go with it (contracts 5 to 7, 10). */
@NullMarked
package io.worldstream.wsp.internal.frame;

import org.jspecify.annotations.NullMarked;
