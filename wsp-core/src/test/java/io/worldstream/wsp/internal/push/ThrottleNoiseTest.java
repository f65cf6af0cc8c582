package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.push.ThrottleNoise.Verdict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule alone, against a gate that is sent so many a second as its falls leave. */
class ThrottleNoiseTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int SEEDS = 50;

    private final ThrottleNoise noise = new ThrottleNoise();
    private long now = Long.MAX_VALUE - SECOND / 10;
    private double pace = 1_000;
    private int falls;
    private boolean takenBack;

    /** Each fall leaves nine in ten; a gate with a limit refuses what is beyond it. */
    private void send(int tries, double refusedAnyway, double limit, SplittableRandom random) {
        for (int i = 0; i < tries && !takenBack; i++) {
            now += (long) (SECOND / pace);
            double refused = 1 - (1 - refusedAnyway) * Math.min(limit / pace, 1);
            if (random.nextDouble() >= refused) {
                noise.onReceipt(now, now);
                continue;
            }
            Verdict verdict = noise.onThrottled(now, now, 1);
            takenBack = verdict == Verdict.TAKE_BACK;
            if (verdict == Verdict.FIRST_FALL || verdict == Verdict.FALL) {
                falls++;
                pace = 0.9 * pace;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 0.5})
    void whatIsRefusedAtAnyRateIsNoise(double share) {
        int found = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            ThrottleNoiseTest one = new ThrottleNoiseTest();
            one.send(2_000, share, Double.MAX_VALUE, new SplittableRandom(seed));
            found += one.takenBack && Math.abs(one.noise.share() - share) < share / 2 + 0.05 ? 1 : 0;
        }
        assertThat(found).isGreaterThan(SEEDS * 8 / 10);
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 300, 500, 900})
    void whatALimitRefusesIsNot(double limit) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            ThrottleNoiseTest one = new ThrottleNoiseTest();
            one.send(20_000, 0, limit, new SplittableRandom(seed));
            assertThat(one.takenBack).as("seed %d", seed).isFalse();
            assertThat(one.noise.share()).isZero();
            assertThat(one.pace).as("seed %d", seed).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void onceItIsKnownOnlyWhatIsClearlyAboveItAsksForLess() {
        SplittableRandom random = new SplittableRandom(4);
        send(2_000, 0.2, Double.MAX_VALUE, random);
        assertThat(takenBack).isTrue();
        takenBack = false;
        pace = 1_000;
        falls = 0;
        send(2_000, 0.2, Double.MAX_VALUE, random);
        assertThat(falls).isZero();
        send(2_000, 0.2, 600, random);
        assertThat(falls).isPositive();
    }

    @Test
    void itIsForgottenWhenItIsOver() {
        SplittableRandom random = new SplittableRandom(4);
        send(2_000, 0.2, Double.MAX_VALUE, random);
        assertThat(noise.share()).isPositive();
        takenBack = false;
        send(4_000, 0, Double.MAX_VALUE, random);
        assertThat(noise.share()).isZero();
        assertThat(noise.onThrottled(now, now, 1)).isEqualTo(Verdict.FIRST_FALL);
    }

    @Test
    void theNextFallWaitsUntilTheLastHasShown() {
        assertThat(noise.onThrottled(now, now, 1)).isEqualTo(Verdict.FIRST_FALL);
        assertThat(noise.onThrottled(now - 1, now, 1)).as("left before it").isEqualTo(Verdict.NOISE);
        noise.onReceipt(now, now);
        for (int i = 0; i < 6; i++) {
            assertThat(noise.onThrottled(now, now, 1)).isEqualTo(Verdict.NOISE);
        }
        assertThat(noise.onThrottled(now, now, 1)).isEqualTo(Verdict.FALL);
        now += SECOND / 2;
        assertThat(noise.onThrottled(now, now, 1)).as("at a slow gate").isEqualTo(Verdict.FALL);
    }
}
