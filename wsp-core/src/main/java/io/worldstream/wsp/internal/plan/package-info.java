/**
 * From the facts of a run to its plan. Start at {@link io.worldstream.wsp.internal.plan.Planner}. May import {@code
 * join} and the rooms below it.
 */
@NullMarked
package io.worldstream.wsp.internal.plan;

import org.jspecify.annotations.NullMarked;
