package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.function.Executable;

/** Runs a part of a test on threads that an adapter has not seen before. */
final class OtherThreads {
    private OtherThreads() {}

    /**
     * Runs a task on so many threads at once, and fails if one of them fails or has not ended in time.
     *
     * @param patience for all of them together
     */
    static void run(int count, Duration patience, Executable task) {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> attempt(task, failures), "contract-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        long deadline = System.nanoTime() + patience.toNanos();
        boolean ended = threads.stream().allMatch(thread -> endsBy(deadline, thread));
        threads.forEach(Thread::interrupt);
        if (!failures.isEmpty()) {
            fail("on another thread: " + failures.get(0), failures.get(0));
        }
        if (!ended) {
            fail("another thread was held up for " + patience);
        }
    }

    private static void attempt(Executable task, List<Throwable> failures) {
        try {
            task.execute();
        } catch (Throwable e) { // kept for the test's own thread, which throws it
            failures.add(e);
        }
    }

    private static boolean endsBy(long deadline, Thread thread) {
        try {
            // At least 1: to join for 0 is to join for ever.
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            return !thread.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
