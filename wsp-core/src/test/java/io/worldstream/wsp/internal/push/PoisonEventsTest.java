package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.internal.flow.AdaptiveControl;
import io.worldstream.wsp.internal.flow.FixedControl;
import io.worldstream.wsp.policy.Backpressure;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.policy.RetryPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import java.time.Duration;
import java.util.BitSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gate that fails for a few events whenever they come, and takes all others at once. */
class PoisonEventsTest {
    private static final int EVENTS = 300;
    /** The last poison is told from a gate that is away by those behind it. */
    private static final int SOUND_AT_THE_END = 20;

    private static final int WINDOW = 16;
    private static final int SEEDS = 40;
    private static final long LATENCY_NANOS = 5_000_000L;
    private static final StreamPolicy POLICY = StreamPolicy.defaults()
            .withPush(push -> push.withMaxInFlight(WINDOW)
                    .withOrdering(Ordering.NONE)
                    .withRetry(new RetryPolicy(
                            Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(2), 3, Set.of())))
            .withOutcomes(outcomes -> OutcomePolicy.DEFAULTS.withOnRetryExhausted(OnFailure.DEAD_LETTER));

    @ParameterizedTest
    @EnumSource(Backpressure.class)
    void theyAreDeadLetteredAndTheOthersPass(Backpressure backpressure) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            BitSet poison = new BitSet();
            for (int event = 0; event < EVENTS - SOUND_AT_THE_END; event++) {
                poison.set(event, random.nextInt(100) < 8);
            }
            Play play = new Play(backpressure, seed, poison);
            play.play(EVENTS, 3600 * GatePlay.SECOND);
            assertThat(play.dispatcher.halt()).as("seed %s", seed).isNull();
            assertThat(play.deadLettered).as("seed %s", seed).isEqualTo(poison.cardinality());
            assertThat(play.taken).as("seed %s", seed).isEqualTo(EVENTS - poison.cardinality());
        }
    }

    private static final class Play extends GatePlay {
        private final BitSet poison;

        Play(Backpressure backpressure, long seed, BitSet poison) {
            super(
                    POLICY,
                    backpressure == Backpressure.FIXED ? new FixedControl(WINDOW) : new AdaptiveControl(WINDOW),
                    seed,
                    LATENCY_NANOS);
            this.poison = poison;
        }

        @Override
        PushOutcome answer(Push push) {
            return poison.get((int) push.ordinal) ? new PushOutcome.Unavailable("503", null) : admitted(push);
        }
    }
}
