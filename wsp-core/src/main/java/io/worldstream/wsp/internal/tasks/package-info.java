/**
 * Blocking work off the lane's thread: its executor, its cancellation, and the retries of a store operation within a
 * budget. Start at {@link io.worldstream.wsp.internal.tasks.BackgroundTasks}. Imports no other room.
 */
@NullMarked
package io.worldstream.wsp.internal.tasks;

import org.jspecify.annotations.NullMarked;
