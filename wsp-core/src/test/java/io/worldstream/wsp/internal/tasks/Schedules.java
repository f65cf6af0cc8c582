package io.worldstream.wsp.internal.tasks;

import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario under many schedules of its threads: 100, or as many as {@code -Dlincheck.schedules} says. A scenario
 * that throws, deadlocks or spins forever fails the test.
 *
 * <p>A scenario checks with {@link #require}, since the model checker would follow AssertJ into its reflection.
 */
public final class Schedules {
    private static final int COUNT = Integer.getInteger("lincheck.schedules", 100);

    /** The first failure of any thread, since the model checker sees only what the scenario itself throws. */
    private static final AtomicReference<@Nullable Throwable> FAILURE = new AtomicReference<>();

    private Schedules() {}

    /** Runs a scenario, which starts its threads itself and joins them. */
    public static void check(Scenario scenario) {
        Lincheck.runConcurrentTest(COUNT, () -> {
            FAILURE.set(null);
            try {
                scenario.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            if (FAILURE.get() != null) {
                throw new AssertionError("a thread failed", FAILURE.get());
            }
        });
    }

    /** Starts a thread of a scenario. */
    public static Thread start(Runnable body) {
        Thread thread = new Thread(() -> {
            try {
                body.run();
            } catch (Throwable e) {
                FAILURE.compareAndSet(null, e);
            }
        });
        thread.start();
        return thread;
    }

    /** Fails the scenario if a condition does not hold, even if the code under test catches the error. */
    public static void require(boolean holds, String otherwise) {
        if (!holds) {
            AssertionError error = new AssertionError(otherwise);
            FAILURE.compareAndSet(null, error);
            throw error;
        }
    }

    /** The threads of one test. */
    @FunctionalInterface
    public interface Scenario {
        /** Runs the threads, and checks the result. */
        void run() throws Exception;
    }
}
