package io.worldstream.wsp.internal.tasks;

import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Runs blocking work off the lane's thread and posts the result to its mailbox. Thread-safe. */
@FunctionalInterface
public interface Offload {
    /**
     * Runs a task.
     *
     * @param task may block; returns the step to run on the lane's thread, which receives that turn's time. If the task
     *     throws, the lane's thread rethrows
     */
    void run(Supplier<LongConsumer> task);
}
