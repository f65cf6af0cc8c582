package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ConcurrencyWindowProperties {
    private static final long MILLI = 1_000_000L;

    private long now = Long.MAX_VALUE - 50 * MILLI;

    /** So many answers of a full window, each so many milliseconds after its try. */
    private void receipts(ConcurrencyWindow window, int count, long latencyMillis) {
        for (int i = 0; i < count; i++) {
            now += MILLI;
            window.onReceipt(now - latencyMillis * MILLI, now, window.size());
        }
    }

    private void failure(ConcurrencyWindow window) {
        now += MILLI;
        window.onFailure(now, now, null);
    }

    @Example
    void doublesPerRoundUntilItsCeiling() {
        ConcurrencyWindow window = new ConcurrencyWindow(20);
        assertThat(window.size()).isEqualTo(4);
        receipts(window, 4, 10);
        assertThat(window.size()).isEqualTo(8);
        receipts(window, 8, 10);
        assertThat(window.size()).isEqualTo(16);
        receipts(window, 16, 10);
        assertThat(window.size()).isEqualTo(20);
    }

    @Example
    void halvesOncePerRound() {
        ConcurrencyWindow window = new ConcurrencyWindow(64);
        receipts(window, 60, 10);
        assertThat(window.size()).isEqualTo(64);
        long sentBefore = now;
        failure(window);
        assertThat(window.size()).isEqualTo(32);
        for (int i = 0; i < 10; i++) {
            window.onFailure(sentBefore, now, null);
        }
        assertThat(window.size()).as("these left before the halving").isEqualTo(32);
        failure(window);
        assertThat(window.size()).isEqualTo(16);
    }

    @Example
    void comesBackToNearWhereItFailedAndRestsThere() {
        ConcurrencyWindow window = new ConcurrencyWindow(1000);
        receipts(window, 96, 10);
        failure(window);
        receipts(window, 2_000, 10);
        int found = window.size();
        failure(window);
        assertThat(window.size()).isEqualTo(found / 2);
        receipts(window, found, 10);
        int back = window.size();
        assertThat(back).isBetween((int) (0.9 * found), found - 1);
        receipts(window, 60, 10);
        assertThat(window.size()).isEqualTo(back);
        receipts(window, 10_000, 10);
        assertThat(window.size()).as("and then grows on").isGreaterThan(found);
    }

    @Example
    void holdsWhenAnswersTakeLongerThanTheyLatelyDid() {
        ConcurrencyWindow window = new ConcurrencyWindow(1000);
        receipts(window, 28, 10);
        receipts(window, 64, 25);
        int swollen = window.size();
        receipts(window, 1_000, 25);
        assertThat(window.size()).isEqualTo(swollen);
        receipts(window, 1_000, 12);
        assertThat(window.size()).isGreaterThan(swollen);
    }

    @Example
    void aWindowThatIsNotUsedDoesNotGrow() {
        ConcurrencyWindow window = new ConcurrencyWindow(1000);
        for (int i = 0; i < 1_000; i++) {
            now += MILLI;
            window.onReceipt(now - MILLI, now, 2);
        }
        assertThat(window.size()).isEqualTo(5);
    }

    @Example
    void whereFailingCostsSilenceItRestsTheLonger() {
        ConcurrencyWindow window = new ConcurrencyWindow(1000);
        receipts(window, 60, 10);
        window.onFailure(now, now, Duration.ofSeconds(1));
        receipts(window, 500, 10);
        int before = window.size();
        window.onFailure(now, now, Duration.ofSeconds(1));
        long failed = now;
        receipts(window, before, 10);
        int back = window.size();
        while (now - failed < 9_000 * MILLI) {
            receipts(window, 1, 10);
            assertThat(window.size()).isEqualTo(back);
        }
        receipts(window, 1_000, 10);
        assertThat(window.size()).isGreaterThan(back);
    }

    @Property(tries = 200)
    void staysBetweenOneAndItsCeiling(@ForAll @IntRange(min = 1, max = 300) int ceiling, @ForAll long seed) {
        ConcurrencyWindow window = new ConcurrencyWindow(ceiling);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            now += random.nextLong(20 * MILLI);
            long sent = now - random.nextLong(100 * MILLI);
            int before = window.size();
            if (random.nextInt(50) == 0) {
                window.onFailure(sent, now, random.nextBoolean() ? Duration.ofSeconds(random.nextInt(3)) : null);
                assertThat(window.size()).isLessThanOrEqualTo(before);
            } else {
                window.onReceipt(sent, now, random.nextInt(ceiling) + 1);
                assertThat(window.size()).isBetween(before, before + Math.max(before, 1));
            }
            assertThat(window.size()).isBetween(1, ceiling);
        }
    }
}
