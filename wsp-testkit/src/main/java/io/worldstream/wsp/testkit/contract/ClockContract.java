package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.Clock;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Proves a {@link Clock}: the rules {@code CLK-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional; a transitive dependency would force it on every user of the kit
public abstract class ClockContract extends Contract {
    private static final int THREADS = 4;
    private static final int READINGS = 1_000;

    /** Creates the kit. JUnit creates one instance per test. */
    protected ClockContract() {}

    /** Returns the clock to prove; the same one on each call. */
    protected abstract Clock clock();

    /** Advances a clock that does not advance by itself. Does nothing by default. */
    protected void letTimePass() {}

    /**
     * Shifts the time of day that the clock reports, and nothing else.
     *
     * @param by the shift; may be negative
     * @return false if a test cannot set the time of day, which is the default
     */
    protected boolean setWallTime(Duration by) {
        return false;
    }

    @Override
    final String ruleOfReturning() {
        return "CLK-01";
    }

    @Test
    @DisplayName("CLK-01 any thread reads the clock without blocking")
    public final void anyThreadReadsItAndNoneIsHeldUp() throws Exception {
        Clock clock = clock();
        onOtherThreads(THREADS, () -> {
            for (int i = 0; i < READINGS; i++) {
                clock.monotonicNanos();
                clock.wallTime();
            }
        });
    }

    @Test
    @DisplayName("CLK-02 one thread's readings never decrease")
    public final void oneThreadsReadingsNeverDecrease() {
        Clock clock = clock();
        long before = clock.monotonicNanos();
        for (int i = 0; i < READINGS; i++) {
            letTimePass();
            before = notBefore(before, clock.monotonicNanos());
        }
    }

    @Test
    @DisplayName("CLK-02 a reading handed to another thread is never ahead of that thread's own")
    public final void readingsAreInOrderAcrossThreads() throws Exception {
        Clock clock = clock();
        long[] last = {clock.monotonicNanos()};
        Object turn = new Object();
        onOtherThreads(THREADS, () -> {
            for (int i = 0; i < READINGS; i++) {
                synchronized (turn) {
                    letTimePass();
                    last[0] = notBefore(last[0], clock.monotonicNanos());
                }
            }
        });
    }

    @Test
    @DisplayName("CLK-02 a time of day set back does not move monotonicNanos")
    public final void settingTheTimeOfDayBackDoesNotMoveIt() {
        Clock clock = clock();
        long before = clock.monotonicNanos();
        assumeTrue(setWallTime(Duration.ofDays(-1)), "a test cannot set this clock's time of day");
        notBefore(before, clock.monotonicNanos());
    }

    /** Compares by difference, because the value wraps. */
    private static long notBefore(long before, long now) {
        assertTrue(now - before >= 0, () -> "monotonicNanos went from " + before + " to " + now);
        return now;
    }
}
