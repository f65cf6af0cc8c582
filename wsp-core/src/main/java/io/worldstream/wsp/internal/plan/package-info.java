/** From what is known of a run to what is streamed (design 4, planner). */
@NullMarked
package io.worldstream.wsp.internal.plan;

import org.jspecify.annotations.NullMarked;
