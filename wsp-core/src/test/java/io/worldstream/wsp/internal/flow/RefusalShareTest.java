package io.worldstream.wsp.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalShareTest {
    private static final int SEEDS = 40;
    private static final int MOST = 1_000;

    /** After how many answers more are refused than usual, or the most that were heard. */
    private static int answersUntilExcess(RefusalShare refusals, double share, int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 1; i <= most; i++) {
            if (refusals.compare(random.nextDouble() < share)) {
                return i;
            }
        }
        return most;
    }

    private static RefusalShare usually(double share) {
        RefusalShare refusals = new RefusalShare();
        for (int i = 1; i <= 1000; i++) {
            refusals.count(i <= 1000 * share);
        }
        refusals.allIsUsual();
        return refusals;
    }

    @Test
    void fewRefusals_areNoExcess() {
        RefusalShare refusals = new RefusalShare();
        for (int i = 0; i < 10_000; i++) {
            assertThat(refusals.compare(i % 60 == 0)).isFalse();
        }
        assertThat(refusals.usual()).isZero();
    }

    @Test
    void aFewInARow_areExcess() {
        RefusalShare refusals = new RefusalShare();
        assertThat(refusals.compare(true)).isFalse();
        assertThat(refusals.compare(true)).isFalse();
        assertThat(refusals.isSuspicious()).isTrue();
        assertThat(refusals.compare(true)).isTrue();
        assertThat(refusals.ofExcess(0)).isEqualTo(1);
        assertThat(refusals.ofExcess(30)).isEqualTo(0.1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 0.5})
    void usualShare_isSeldomExcess_farMoreSoonIs(double share) {
        int seldom = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            seldom += answersUntilExcess(usually(share), share, MOST, seed) < MOST ? 1 : 0;
            assertThat(answersUntilExcess(usually(share), Math.min(3 * share, 0.95), MOST, seed))
                    .isLessThan(MOST / 2);
        }
        assertThat(seldom).isLessThan(SEEDS / 4);
    }

    @Test
    void whatIsUsual_isOnlyLoweredByLess() {
        RefusalShare refusals = usually(0.2);
        refusals.usualIsAtMost(0.3);
        assertThat(refusals.usual()).isEqualTo(0.2);
        refusals.usualIsAtMost(0.1);
        assertThat(refusals.usual()).isEqualTo(0.1);
        assertThat(refusals.beyondUsual(0.1)).isZero();
        assertThat(refusals.beyondUsual(1)).isEqualTo(1);
    }
}
