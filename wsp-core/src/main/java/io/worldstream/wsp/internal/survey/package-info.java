/**
 * Reads the whole world of a plan before its first event leaves, so that a fault in it refuses the run instead of
 * halting it (I11). Start at {@link io.worldstream.wsp.internal.survey.Surveyor}. May import {@code seal}, {@code
 * rows}, {@code join} and the packages below them.
 */
@NullMarked
package io.worldstream.wsp.internal.survey;

import org.jspecify.annotations.NullMarked;
