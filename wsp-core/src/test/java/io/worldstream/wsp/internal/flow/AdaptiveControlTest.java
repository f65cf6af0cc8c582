package io.worldstream.wsp.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdaptiveControlTest {
    private static final int CEILING = 64;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

    private final AdaptiveControl control = new AdaptiveControl(CEILING);
    private long now = Long.MAX_VALUE - 10 * SECOND;

    private void receipts(int count) {
        for (int i = 0; i < count; i++) {
            control.onSend(now);
            now += MILLI;
            control.onReceipt(now - MILLI, now, control.window());
        }
    }

    private void refusal(long silenceNanos) {
        control.onSend(now);
        now += MILLI;
        control.onRefusal(now - MILLI, now, silenceNanos);
        now += silenceNanos;
    }

    @BeforeEach
    void growToTheCeiling() {
        receipts(CEILING);
        assertThat(control.window()).isEqualTo(CEILING);
    }

    @Test
    void limitThatCostSilence_isCutByMoreIfItCostsItAgainWithinTheRest() {
        refusal(SECOND);
        assertThat(control.window()).as("it was doubling").isEqualTo(32);
        receipts(100);
        assertThat(control.window()).as("at rest").isEqualTo(32);
        refusal(SECOND);
        assertThat(control.window()).as("too soon").isEqualTo(24);
        receipts(100);
        now += 60 * SECOND;
        int rested = control.window();
        refusal(SECOND);
        assertThat(control.window()).as("after the rest").isBetween(rested - 1, rested);
    }

    @Test
    void refusalsAtRandom_endWhereTheyBegan() {
        int least = CEILING;
        for (int i = 0; i < 1000; i++) {
            receipts(4);
            refusal(0);
            least = Math.min(least, control.window());
        }
        assertThat(least).as("it was tried whether less sent is less refused").isLessThan(CEILING);
        assertThat(control.window()).isEqualTo(CEILING);
        receipts(1000);
        refusal(0);
        refusal(0);
        assertThat(control.window()).as("the share is usual").isEqualTo(CEILING);
    }

    @Test
    void triesThatLeftBeforeACut_sayNothing() {
        long sent = now;
        refusal(SECOND);
        for (int i = 0; i < 100; i++) {
            control.onRefusal(sent, now, 0);
        }
        assertThat(control.window()).isEqualTo(32);
    }
}
