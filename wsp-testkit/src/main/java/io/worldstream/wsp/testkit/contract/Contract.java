package io.worldstream.wsp.testkit.contract;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** What all kits share: tests in the order of their rules, bounded in time, whose failures begin with the rule. */
@ExtendWith(ContractRules.class)
@TestMethodOrder(RuleOrder.class)
abstract class Contract {
    /** A test may take so many times {@link #patience}: it makes more than one call. */
    static final int PATIENCES_OF_A_TEST = 3;

    private final AtomicReference<Duration> spent = new AtomicReference<>(Duration.ZERO);

    /**
     * Time after which the kit takes "not yet" for "never": for one wait, or for the threads of a test together. A test
     * as a whole ends after three times as long. Default: one minute.
     */
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    /** The rule by which a call of the adapter returns: broken by one that hangs, whatever else the test is about. */
    abstract String ruleOfReturning();

    /** Tells whether a thread that has taken so long, and was given so many times {@link #patience}, never will end. */
    boolean isHeldUp(Thread thread, Duration taken, int patiences) {
        return taken.minus(spent.get()).compareTo(patience().multipliedBy(patiences)) > 0;
    }

    /** Time that a test lets pass on purpose, which is not held against the adapter. */
    final void spend(Duration time) {
        spent.accumulateAndGet(time, Duration::plus);
    }

    /** Runs a task on so many threads at once, none of which the adapter has seen before; fails if one of them does. */
    final void onOtherThreads(int count, Executable task) throws InterruptedException {
        OtherThreads.run(this, count, task);
    }
}
