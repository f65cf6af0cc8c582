package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.Ordering;
import io.worldstream.wsp.StreamPolicy;
import io.worldstream.wsp.api.PushOutcome;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A gate that answers 429 to some tries whatever it is sent gets most of what it would get from a fixed window: a minute in
 * virtual time, always another event due, and the retry policy that is the default.
 */
class NoisyGateTest {
    private static final int SEEDS = 6;
    private static final long MILLI = 1_000_000L;
    private static final long MINUTE = 60_000 * MILLI;

    @ParameterizedTest(name = "{0} of the tries, {1} in flight, {2} ms, {3} a second at most")
    @CsvSource({
        "0.05, 8, 5, 0",
        "0.05, 64, 5, 0",
        "0.05, 64, 5, 1000",
        "0.2, 8, 5, 0",
        "0.2, 64, 5, 0",
        "0.2, 64, 5, 1000",
        "0.5, 8, 5, 0",
        "0.5, 64, 5, 0",
        "0.5, 64, 5, 500",
        "0.2, 64, 50, 0",
        "0.2, 8, 0, 0"
    })
    void refusalsAtRandomAreNoReasonToHoldBack(double share, int window, int latencyMillis, int mostPerSecond) {
        compare(share, window, latencyMillis, mostPerSecond);
    }

    @ParameterizedTest(name = "{0} in flight, {1} ms")
    @CsvSource({"8, 5", "64, 5", "64, 0", "8, 0"})
    void theFirstTryOfEachEventIsRefused(int window, int latencyMillis) {
        compare(-1, window, latencyMillis, 0);
    }

    private static void compare(double share, int window, int latencyMillis, int mostPerSecond) {
        long mostOfAll = 0;
        long takenOfAll = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            int most = takenInAMinute(new FixedControl(window), window, share, latencyMillis, mostPerSecond, seed);
            int taken = takenInAMinute(new AdaptiveControl(window), window, share, latencyMillis, mostPerSecond, seed);
            // One event that is refused many times in a row holds up all: with half of them refused, either way.
            assertThat(taken).as("seed %d", seed).isGreaterThan(most * 4 / 10);
            mostOfAll += most;
            takenOfAll += taken;
        }
        assertThat(takenOfAll).isGreaterThan(mostOfAll * 7 / 10);
    }

    private static int takenInAMinute(
            FlowControl control, int window, double share, int latencyMillis, int mostPerSecond, long seed) {
        Play play = new Play(control, window, share, latencyMillis, mostPerSecond, seed);
        play.play(Integer.MAX_VALUE, MINUTE);
        assertThat(play.dispatcher.halt()).isNull();
        return play.taken;
    }

    private static final class Play extends GatePlay {
        private final SplittableRandom random;
        private final double share;
        private final int mostPerSecond;
        private double tokens;
        private long tokensNanos;

        /** @param share of the tries that is refused, or below 0 for the first try of each event */
        Play(FlowControl control, int window, double share, int latencyMillis, int mostPerSecond, long seed) {
            super(
                    StreamPolicy.builder()
                            .maxInFlight(window)
                            .ordering(Ordering.NONE)
                            .build(),
                    control,
                    seed,
                    Math.max(latencyMillis * MILLI, MILLI / 10));
            this.share = share;
            this.mostPerSecond = mostPerSecond;
            random = new SplittableRandom(seed);
        }

        @Override
        PushOutcome answer(PushSlot slot) {
            boolean refused = share < 0 ? slot.attempt() == 1 : random.nextDouble() < share;
            return !refused && (mostPerSecond == 0 || token()) ? admitted(slot) : THROTTLED;
        }

        private boolean token() {
            tokens = Math.min(mostPerSecond / 10.0, tokens + (now - tokensNanos) * mostPerSecond / 1e9);
            tokensNanos = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
