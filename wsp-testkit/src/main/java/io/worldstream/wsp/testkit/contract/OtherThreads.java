package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.function.Executable;

/** Runs part of a test on threads that the adapter has not seen before. */
final class OtherThreads {
    private static final int LOOK_MILLIS = 10;

    private OtherThreads() {}

    /** Runs a task on {@code count} threads at once; fails as soon as one of them fails or exceeds its time. */
    static void run(Contract contract, int count, Executable task) throws InterruptedException {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> attempt(task, failures), "contract-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        try {
            await(contract, threads, failures);
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private static void await(Contract contract, List<Thread> threads, List<Throwable> failures)
            throws InterruptedException {
        long start = System.nanoTime();
        while (failures.isEmpty() && threads.stream().anyMatch(Thread::isAlive)) {
            for (Thread thread : threads) {
                thread.join(LOOK_MILLIS);
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                if (thread.isAlive() && contract.isHeldUp(thread, taken, 1)) {
                    throw new HeldUpError(taken, thread);
                }
            }
        }
        if (!failures.isEmpty()) {
            Throwable first = failures.get(0);
            fail("on another thread: " + (first instanceof AssertionError ? first.getMessage() : first), first);
        }
    }

    private static void attempt(Executable task, List<Throwable> failures) {
        try {
            task.execute();
        } catch (Throwable e) { // rethrown on the test's own thread
            failures.add(e);
        }
    }
}
