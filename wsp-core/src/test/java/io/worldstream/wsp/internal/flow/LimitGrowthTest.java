package io.worldstream.wsp.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitGrowthTest {
    private static final long MILLI = 1_000_000L;

    private final LimitGrowth growth = new LimitGrowth();
    private long nowNanos = Long.MAX_VALUE - 5_000 * MILLI;

    private double receipts(double from, int count, long apartMillis) {
        double size = from;
        for (int i = 0; i < count; i++) {
            nowNanos += apartMillis * MILLI;
            size = growth.onReceipt(size, false, nowNanos);
        }
        return size;
    }

    @Test
    void atFirst_doublesPerRound() {
        assertThat(receipts(4, 4, 1)).isEqualTo(8);
        assertThat(receipts(8, 8, 1)).isEqualTo(16);
        assertThat(receipts(0.25, 2, 1)).isEqualTo(1);
    }

    @Test
    void target_isReachedAndRestedAt() {
        growth.start(2, 5.5, 100);
        assertThat(growth.isDoubling(2)).isTrue();
        assertThat(receipts(2, 4, 10)).isEqualTo(5.5);
        assertThat(growth.isResting()).isTrue();
        assertThat(receipts(5.5, 100, 10)).isEqualTo(5.5);
        assertThat(growth.isResting()).isFalse();
        assertThat(receipts(5.5, 1, 10)).isBetween(5.5, 5.52);
    }

    /** However few receipts there are in a second. */
    @Test
    void afterTheRest_growsSlowlyThenFast() {
        growth.start(10, 0, 0);
        double afterTwo = receipts(10, 20, 100);
        assertThat(afterTwo).isBetween(10.5, 11.0);
        assertThat(receipts(afterTwo, 40, 100)).isBetween(28.0, 34.0);
    }

    @Test
    void whileItLooksTooLarge_staysAndTimeStands() {
        growth.start(10, 0, 0);
        double size = receipts(10, 20, 100);
        for (int i = 0; i < 100; i++) {
            nowNanos += 100 * MILLI;
            assertThat(growth.onReceipt(size, true, nowNanos)).isEqualTo(size);
        }
        assertThat(receipts(size, 1, 100)).isLessThan(1.02 * size);
    }

    /** Each silence costs; a short stream of receipts between long pauses has not tried anything. */
    @Test
    void afterSilence_restsLongerEachTime_upTo25Times() {
        growth.start(10, 0, 0);
        long second = 1000 * MILLI;
        for (long rest : new long[] {3, 9, 25, 25}) {
            growth.restAfterSilence(nowNanos, second);
            nowNanos += second;
            assertThat(growth.isRestingAfterSilence(nowNanos + (rest * second - 1)))
                    .isTrue();
            assertThat(growth.isRestingAfterSilence(nowNanos + rest * second)).isFalse();
        }
    }
}
