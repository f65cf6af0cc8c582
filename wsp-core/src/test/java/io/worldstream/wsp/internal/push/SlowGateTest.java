package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.internal.flow.AdaptiveControl;
import io.worldstream.wsp.internal.flow.FixedControl;
import io.worldstream.wsp.internal.flow.FlowControl;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A gate that takes a few events a second, or fewer, and answers 429 to the rest gets each of them before its retry budget is
 * gone: an hour in virtual time, always another event due, 64 in flight, and the retry policy that is the default.
 */
@Tag("simulator")
class SlowGateTest {
    private static final int WINDOW = 64;
    private static final int SEEDS = 24;
    private static final long SECOND = GatePlay.SECOND;

    @ParameterizedTest
    @CsvSource({"5, 1, 60", "1, 1, 60", "1, 2, 60", "1, 5, 300"})
    void noEventIsStarvedWhileTheGateTakesOthers(int taken, int seconds, int longestSeconds) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Play play = new Play(new AdaptiveControl(WINDOW), taken, seconds * SECOND, seed);
            play.play(Integer.MAX_VALUE, 3600 * SECOND);
            String which = "seed " + seed;
            assertThat(play.dispatcher.halt()).as(which).isNull();
            assertThat(play.longest).as(which).isLessThan(longestSeconds * SECOND);
            assertThat(play.taken).as(which).isGreaterThan(3600 / seconds * taken / 2);
        }
    }

    /** A gate that throttles is not one that was away: what it takes does not cut short the backoff of the others. */
    @Test
    void backoff_isNotCutShortWhileTheGateThrottles() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Play play = new Play(new FixedControl(WINDOW), 1, SECOND, seed);
            play.play(Integer.MAX_VALUE, 200 * SECOND);
            assertThat((double) play.tries / play.taken)
                    .as("tries for each that is taken, seed %d", seed)
                    .isLessThan(35);
        }
    }

    /** The gate counts by the span, or refills a bucket; it answers at once, or takes its time. */
    private static final class Play extends GatePlay {
        private final int perSpan;
        private final long span;
        private final boolean bucket;
        private final long phase;
        private long spanNow = -1;
        private double left;
        private long refilled;
        private long longest;
        private int tries;

        Play(FlowControl control, int perSpan, long span, long seed) {
            this(control, perSpan, span, seed, new SplittableRandom(seed));
        }

        private Play(FlowControl control, int perSpan, long span, long seed, SplittableRandom random) {
            super(
                    StreamPolicy.defaults()
                            .withPush(push -> push.withMaxInFlight(WINDOW)
                                    .withOrdering(random.nextBoolean() ? Ordering.PER_KEY : Ordering.NONE)),
                    control,
                    seed,
                    random.nextInt(3) == 0 ? 0 : random.nextLong(SECOND / 5));
            this.perSpan = perSpan;
            this.span = span;
            bucket = random.nextBoolean();
            phase = random.nextLong(span);
        }

        @Override
        PushOutcome answer(Push push) {
            tries++;
            if (!takes()) {
                return THROTTLED;
            }
            longest = Math.max(longest, push.attempt() == 1 ? 0 : push.nanosFailing(now));
            return admitted(push);
        }

        private boolean takes() {
            if (bucket) {
                left = Math.min(perSpan, left + (double) (now - refilled) * perSpan / span);
                refilled = now;
            } else if ((now + phase) / span != spanNow) {
                spanNow = (now + phase) / span;
                left = perSpan;
            }
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }
}
