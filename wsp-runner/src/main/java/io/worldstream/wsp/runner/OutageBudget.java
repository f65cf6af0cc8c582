package io.worldstream.wsp.runner;

import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.runner.config.WspConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retry budget for a server that is away at the start of a command, counted from the first of its failures in a row.
 * The servers of a job often start together with it. Not thread-safe.
 */
final class OutageBudget {
    private static final Logger LOG = LoggerFactory.getLogger("wsp");
    /** Pause before a try. Most failed tries take seconds themselves. */
    static final Duration PAUSE = Duration.ofMillis(250);

    private final Clock clock;
    private final String key;
    private final Duration budget;
    private boolean failing;
    private long firstFailureNanos;

    OutageBudget(Clock clock, String key, Duration budget) {
        this.clock = clock;
        this.key = key;
        this.budget = budget;
    }

    /** Returns the budget of the store of saved runs, {@code checkpoint.patience_ms}. */
    static OutageBudget ofState(WspConfig config, Clock clock) {
        return new OutageBudget(
                clock, "checkpoint.patience_ms", config.policy().checkpoint().patience());
    }

    /** Returns the budget of the control bus, {@code policy.read_retry_budget_ms}. */
    static OutageBudget ofBus(WspConfig config, Clock clock) {
        return new OutageBudget(
                clock, "policy.read_retry_budget_ms", config.policy().read().retryBudget());
    }

    /** A call to a server. */
    @FunctionalInterface
    interface Call {
        void make() throws IOException;
    }

    /**
     * Makes a call, again after each failure until it succeeds or the budget is spent. Blocks meanwhile; an interrupt
     * ends it with the last failure.
     *
     * @throws IOException the last failure
     */
    void spendOn(Call call) throws IOException {
        while (true) {
            try {
                call.make();
                return;
            } catch (IOException e) {
                if (!permitsAnotherTry(String.valueOf(e.getMessage()))) {
                    throw e;
                }
                try {
                    TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    /**
     * Counts a failure. The first one in a row is logged.
     *
     * @param failure the failure in words
     * @return false if the budget is spent
     */
    boolean permitsAnotherTry(String failure) {
        long now = clock.monotonicNanos();
        if (!failing) {
            failing = true;
            firstFailureNanos = now;
            if (!budget.isZero()) {
                LOG.warn("{}; trying again for {} ms ({})", failure, budget.toMillis(), key);
            }
        }
        return now - firstFailureNanos < budget.toNanos();
    }

    /** Notes that the server has answered since the last failure. */
    void answered() {
        failing = false;
    }
}
