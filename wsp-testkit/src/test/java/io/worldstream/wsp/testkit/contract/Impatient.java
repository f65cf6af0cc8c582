package io.worldstream.wsp.testkit.contract;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/**
 * Patience of the implementations here: short in the tests that are to fail, some of which do so by waiting in vain, and as
 * good as endless in the others, which no load on the machine may fail.
 */
interface Impatient {
    Duration SHORT = Duration.ofMillis(20);
    Duration LONG = Duration.ofMinutes(10);

    /** Notes which test runs on this thread. */
    @BeforeEach
    default void noteTheRule(TestInfo test) {
        Current.RULE.set(ContractRun.rule(test.getDisplayName()));
    }

    static Duration patience(Class<?> contract) {
        Breaks breaks = contract.getAnnotation(Breaks.class);
        return breaks != null && Arrays.asList(breaks.value()).contains(Current.RULE.get()) ? SHORT : LONG;
    }

    static boolean isHeldUp(Duration taken) {
        return taken.compareTo(LONG) > 0;
    }

    /** Holds what an interface cannot. */
    final class Current {
        private static final ThreadLocal<String> RULE = new ThreadLocal<>();

        private Current() {}
    }
}
