/** Reads a plan's whole world before its first event leaves, so that what is wrong with it is a refusal and not a halt (I11). */
@NullMarked
package io.worldstream.wsp.internal.survey;

import org.jspecify.annotations.NullMarked;
