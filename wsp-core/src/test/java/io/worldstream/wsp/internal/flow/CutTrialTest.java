package io.worldstream.wsp.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.internal.flow.CutTrial.Result;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutTrialTest {
    private static final int TRIALS = 2_000;
    private static final long MILLI = 1_000_000L;

    /** How many of the trials end so, at a gate that refuses a share before and after the cut. */
    private static long ended(Result result, double before, double after) {
        SplittableRandom random = new SplittableRandom(7);
        long ended = 0;
        for (int i = 0; i < TRIALS; i++) {
            CutTrial trial = new CutTrial();
            trial.start(before, 0, 0);
            Result found = Result.OPEN;
            for (long now = MILLI; found == Result.OPEN; now += 50 * MILLI) {
                found = trial.hear(random.nextDouble() < after, now);
            }
            assertThat(trial.isOpen()).isFalse();
            ended += found == result ? 1 : 0;
        }
        return ended;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.03, 0.05, 0.1, 0.2, 0.4})
    void share_thatStays_isMostlyFoundOut(double share) {
        assertThat(ended(Result.OF_NO_USE, share, share)).isGreaterThan(TRIALS * 90L / 100);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.03, 0.05, 0.1, 0.2, 0.4, 0.9})
    void noneRefusedAnyMore_isHelped(double before) {
        assertThat(ended(Result.HELPED, before, 0)).isEqualTo(TRIALS);
    }

    @Test
    void hardlyAnyTaken_isFarTooMuch() {
        assertThat(ended(Result.FAR_TOO_MUCH, 0.5, 0.95)).isEqualTo(TRIALS);
    }

    /** A gate that counts by the second takes all at its beginning and none at its end. */
    @Test
    void largeShare_withinASecond_isNotBelieved() {
        CutTrial trial = new CutTrial();
        trial.start(0.5, 0, 0);
        for (int i = 0; i < 200; i++) {
            assertThat(trial.hear(i % 2 == 1, i * MILLI)).as("answer %d", i).isEqualTo(Result.OPEN);
        }
        assertThat(trial.hear(true, 1000 * MILLI)).isEqualTo(Result.OF_NO_USE);
    }

    @Test
    void gateThatIsAway_saysNothing() {
        CutTrial trial = new CutTrial();
        trial.start(0.5, 0, 0);
        for (int i = 0; i < 1000; i++) {
            assertThat(trial.hear(true, i * MILLI)).isEqualTo(Result.OPEN);
        }
        assertThat(trial.answers()).isZero();
        trial.hear(false, 1001 * MILLI);
        assertThat(trial.gateWasAway()).isTrue();
        assertThat(trial.share()).isZero();
    }
}
