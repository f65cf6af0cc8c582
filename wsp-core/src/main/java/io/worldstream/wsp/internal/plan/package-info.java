/**
 * Derives the plan from the facts of a run. Start at {@link io.worldstream.wsp.internal.plan.Planner}. May import
 * {@code join} and the packages below it.
 */
@NullMarked
package io.worldstream.wsp.internal.plan;

import org.jspecify.annotations.NullMarked;
