package io.worldstream.wsp.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.worldstream.wsp.testkit.fake.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class OutageBudgetTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicInteger calls = new AtomicInteger();

    private OutageBudget budget(Duration budget) {
        return new OutageBudget(clock, "a.key", budget);
    }

    /** Fails so often, each time a second after the call. */
    private void failsUntil(int successful) throws IOException {
        if (calls.incrementAndGet() < successful) {
            clock.advance(Duration.ofSeconds(1));
            throw new IOException("failure " + calls.get());
        }
    }

    @Test
    void spendOn_callThatSucceedsInTime_returns() throws IOException {
        budget(Duration.ofSeconds(10)).spendOn(() -> failsUntil(4));
        assertThat(calls).hasValue(4);
    }

    @Test
    void spendOn_callThatFailsOn_throwsTheLastFailureWhenTheBudgetIsSpent() {
        assertThatIOException()
                .isThrownBy(() -> budget(Duration.ofSeconds(3)).spendOn(() -> failsUntil(100)))
                .withMessage("failure 4");
    }

    @Test
    void spendOn_withoutBudget_triesOnce() {
        assertThatIOException()
                .isThrownBy(() -> budget(Duration.ZERO).spendOn(() -> failsUntil(2)))
                .withMessage("failure 1");
    }

    @Test
    void spendOn_interrupted_throwsTheFailureAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        assertThatIOException()
                .isThrownBy(() -> budget(Duration.ofDays(1)).spendOn(() -> failsUntil(100)))
                .withMessage("failure 1");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void permitsAnotherTry_afterAnAnswer_countsAnew() {
        OutageBudget budget = budget(Duration.ofSeconds(3));
        assertThat(budget.permitsAnotherTry("away")).isTrue();
        clock.advance(Duration.ofSeconds(3));
        assertThat(budget.permitsAnotherTry("away")).isFalse();
        budget.answered();
        assertThat(budget.permitsAnotherTry("away")).isTrue();
        clock.advance(Duration.ofMillis(2_999));
        assertThat(budget.permitsAnotherTry("away")).isTrue();
    }
}
