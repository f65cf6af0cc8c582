package io.worldstream.wsp.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.worldstream.wsp.api.Clock;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Proves a {@link Clock}: the rules {@code CLK-*} of {@code docs/spec.md}. */
@SuppressWarnings("exports") // JUnit is optional: passed on, every module that uses the kit would need it to compile
public abstract class ClockContract extends Contract {
    private static final int THREADS = 4;
    private static final int READINGS = 1_000;

    /** For a subclass, which JUnit makes anew for each test. */
    protected ClockContract() {}

    /** The clock to prove; the same one each time. */
    protected abstract Clock clock();

    /** Lets some time pass on a clock that stands still by itself. Does nothing unless overridden. */
    protected void letTimePass() {}

    /**
     * Sets the time of day that the clock tells, and that alone.
     *
     * @param by how far; may be negative
     * @return false if the time of day is not a test's to set, which is so unless overridden
     */
    protected boolean setWallTime(Duration by) {
        return false;
    }

    @Override
    final String ruleOfReturning() {
        return "CLK-01";
    }

    @Test
    @DisplayName("CLK-01 any thread reads it, and none is held up")
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
    @DisplayName("CLK-02 a reading that one thread hands to another is not ahead of that one's")
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
    @DisplayName("CLK-02 a time of day that is set back does not move it")
    public final void settingTheTimeOfDayBackDoesNotMoveIt() {
        Clock clock = clock();
        long before = clock.monotonicNanos();
        assumeTrue(setWallTime(Duration.ofDays(-1)), "the time of day is not a test's to set");
        notBefore(before, clock.monotonicNanos());
    }

    /** The value wraps, so only the difference says which is later. */
    private static long notBefore(long before, long now) {
        assertTrue(now - before >= 0, () -> "monotonicNanos went from " + before + " to " + now);
        return now;
    }
}
