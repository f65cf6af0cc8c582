package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.internal.flow.AdaptiveControl;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.StreamPolicy;
import org.junit.jupiter.api.Test;

/**
 * The first seconds of a stream at a gate that admits everything: slow answers of a cold process hold the limit only
 * while they last, and a gate that queues holds it for good.
 */
final class WarmUpTest {
    private static final long SECOND = GatePlay.SECOND;
    private static final long MILLI = SECOND / 1000;
    private static final long USUAL = 200 * MILLI;
    private static final int CEILING = 2_048;

    @Test
    void answersSlowForSomeTime_fullRateThreeSecondsAfterTheyAreFastAgain() {
        Play play = new Play(0) {
            @Override
            long latency() {
                return now >= 2 * SECOND && now < 4 * SECOND ? 3 * USUAL : USUAL;
            }
        };
        play.play(Integer.MAX_VALUE, 4 * SECOND);
        assertThat(play.control.window()).as("held while answers are slow").isBetween(64, CEILING / 2);
        assertThat(play.takenPerSecond(7 * SECOND)).isGreaterThan(0.95 * CEILING * SECOND / USUAL);
    }

    @Test
    void gateThatQueues_limitStaysAFewTimesWhatItNeeds() {
        long interval = 2 * MILLI;
        Play play = new Play(interval) {
            @Override
            long latency() {
                return USUAL;
            }
        };
        double needed = (double) USUAL / interval;
        for (int second = 1; second <= 120; second++) {
            play.play(Integer.MAX_VALUE, second * SECOND);
            assertThat(play.control.window()).as("after second %d", second).isLessThan((int) (8 * needed));
        }
        assertThat(play.takenPerSecond(play.now)).isGreaterThan(0.98 * SECOND / interval);
    }

    /** Admits each event after a time that the test gives, at most one per interval. */
    private abstract static class Play extends GatePlay {
        private final long intervalNanos;
        final AdaptiveControl control;
        private long lastAnswer;

        Play(long intervalNanos) {
            this(intervalNanos, new AdaptiveControl(CEILING));
        }

        private Play(long intervalNanos, AdaptiveControl control) {
            super(
                    StreamPolicy.defaults()
                            .withPush(push -> push.withMaxInFlight(CEILING).withOrdering(Ordering.NONE)),
                    control,
                    1,
                    USUAL);
            this.intervalNanos = intervalNanos;
            this.control = control;
        }

        abstract long latency();

        @Override
        PushOutcome answer(Push push) {
            return admitted(push);
        }

        @Override
        long answeredAtNanos() {
            lastAnswer = Math.max(now + latency(), lastAnswer + intervalNanos);
            return lastAnswer;
        }

        /** Plays to an instant and a second on; returns the events that were sent in that second. */
        double takenPerSecond(long fromNanos) {
            play(Integer.MAX_VALUE, fromNanos);
            int before = taken;
            play(Integer.MAX_VALUE, fromNanos + SECOND);
            return taken - before;
        }
    }
}
