package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.internal.tasks.BackgroundTasks;
import io.worldstream.wsp.internal.tasks.Offload;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Messages from other threads to a lane: commands of the host, and results of work off the lane's thread. Each is a
 * step that runs on the lane's thread with that turn's time. Thread-safe, except for {@link #drain}.
 */
final class LaneMailbox implements Offload {
    private final Queue<LongConsumer> steps = new ConcurrentLinkedQueue<>();
    private final BackgroundTasks tasks;
    private final Runnable wakeUp;

    /**
     * @param tasks runs blocking work off the lane's thread
     * @param wakeUp called, from any thread, when a step was posted
     */
    LaneMailbox(BackgroundTasks tasks, Runnable wakeUp) {
        this.tasks = tasks;
        this.wakeUp = wakeUp;
    }

    /** Posts a step. */
    void post(LongConsumer step) {
        steps.add(step);
        wakeUp.run();
    }

    @Override
    public void run(Supplier<LongConsumer> task) {
        tasks.execute(() -> {
            LongConsumer step;
            try {
                step = task.get();
            } catch (RuntimeException | Error e) {
                step = now -> {
                    throw e;
                };
            }
            post(step);
        });
    }

    /** Runs all posted steps; returns their number. To be called on the lane's thread. */
    int drain(long nowNanos) {
        int ran = 0;
        for (LongConsumer step = steps.poll(); step != null; step = steps.poll()) {
            step.accept(nowNanos);
            ran++;
        }
        return ran;
    }
}
