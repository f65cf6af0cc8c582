package io.worldstream.wsp.testkit.contract;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/**
 * Base of all kits: runs tests in the order of their rules, bounds their time, and starts each failure with the rule.
 */
@ExtendWith(ContractRules.class)
@TestMethodOrder(RuleOrder.class)
abstract class Contract {
    /** The limit of a test, in multiples of {@link #patience}, since a test makes more than one call. */
    static final int PATIENCES_OF_A_TEST = 3;

    private final AtomicReference<Duration> spent = new AtomicReference<>(Duration.ZERO);

    /**
     * Returns the time after which the kit treats "not yet" as "never": for one wait, or for all threads of a test
     * together. A whole test is stopped after three times as long. Default: one minute.
     */
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    /** Returns the rule that requires calls to return. A call that hangs breaks it, whatever the test is about. */
    abstract String ruleOfReturning();

    /**
     * Returns whether a thread that has run for the given time, with a limit of that many times {@link #patience}, is
     * considered hung.
     */
    boolean isHeldUp(Thread thread, Duration taken, int patiences) {
        return taken.minus(spent.get()).compareTo(patience().multipliedBy(patiences)) > 0;
    }

    /** Records time that a test lets pass on purpose, so that it does not count against the adapter. */
    final void spend(Duration time) {
        spent.accumulateAndGet(time, Duration::plus);
    }

    /** Runs a task on {@code count} new threads at once; fails if one of them fails. */
    final void onOtherThreads(int count, Executable task) throws InterruptedException {
        OtherThreads.run(this, count, task);
    }
}
