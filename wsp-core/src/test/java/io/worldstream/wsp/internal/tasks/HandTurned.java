package io.worldstream.wsp.internal.tasks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Work off the lane's thread that runs only when a test says so. */
public final class HandTurned implements Offload {
    private final Deque<Supplier<LongConsumer>> tasks = new ArrayDeque<>();

    @Override
    public void run(Supplier<LongConsumer> task) {
        tasks.addLast(task);
    }

    /** Only differences of monotonic time mean anything. */
    public static long justBeforeTheClockWraps() {
        return Long.MAX_VALUE - 1_000_000_000L;
    }

    /** Does the oldest task, and tells the lane of it. */
    void turn(long nowNanos) {
        tasks.removeFirst().get().accept(nowNanos);
    }

    /** Does the oldest task; the lane has yet to hear of it. */
    public LongConsumer turnUntold() {
        return tasks.removeFirst().get();
    }

    /** Does all tasks, and those that follow. */
    public void turnAll(long nowNanos) {
        while (!tasks.isEmpty()) {
            turn(nowNanos);
        }
    }
}
