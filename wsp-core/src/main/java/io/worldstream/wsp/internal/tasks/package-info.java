/**
 * Blocking work off the thread of a lane: where it runs, how it is cancelled, and how a store operation is retried
 * within a budget. Start at {@link io.worldstream.wsp.internal.tasks.BackgroundTasks}. Imports no other room.
 */
@NullMarked
package io.worldstream.wsp.internal.tasks;

import org.jspecify.annotations.NullMarked;
