package io.worldstream.wsp.internal.tasks;

import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Does beside a lane what takes time, and tells the lane what came of it. Any thread may call it. */
@FunctionalInterface
public interface Offload {
    /**
     * Runs a task.
     *
     * @param task blocks as long as it must; gives what the lane's thread does next, with the time of the turn in which it
     *     is heard. What it throws, the lane's thread throws
     */
    void run(Supplier<LongConsumer> task);
}
