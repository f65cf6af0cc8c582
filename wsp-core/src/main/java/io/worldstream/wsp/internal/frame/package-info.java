/**
 * Turns a row into its canonical envelope and its event id (contracts 5 to 7, 10; I5). Start at {@link
 * io.worldstream.wsp.internal.frame.EnvelopeFramer}. May import {@code rows} and the packages below it.
 */
@NullMarked
package io.worldstream.wsp.internal.frame;

import org.jspecify.annotations.NullMarked;
