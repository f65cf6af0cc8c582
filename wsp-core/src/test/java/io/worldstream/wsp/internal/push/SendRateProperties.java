package io.worldstream.wsp.internal.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SendRateProperties {
    private static final long SECOND = 1_000_000_000L;

    private long now = Long.MAX_VALUE - SECOND;

    /** Sends all that may leave until an instant; the gate takes all of it at once. Says how many that were. */
    private int sendUntil(SendRate rate, long end) {
        int sent = 0;
        while (end - now > 0) {
            long wait = rate.nanosToNext(now);
            if (wait == 0) {
                rate.onSend(now);
                rate.onReceipt(now);
                sent++;
                wait = 1_000;
            }
            now += Math.min(wait, end - now);
        }
        return sent;
    }

    private SendRate fallenTo(int perSecond) {
        SendRate rate = new SendRate();
        rate.onThrottled(now, now, perSecond / 0.98, 0, null);
        return rate;
    }

    @Example
    void thereIsNoLimitUntilTheGateAsksForOne() {
        SendRate rate = new SendRate();
        for (int i = 0; i < 100_000; i++) {
            assertThat(rate.nanosToNext(now)).isZero();
            rate.onSend(now);
        }
        assertThat(rate.limited()).isFalse();
    }

    @Example
    void fallsJustUnderWhatTheGateTook() {
        SendRate rate = fallenTo(2_000);
        sendUntil(rate, now + 4 * SECOND);
        long before = now;
        rate.onThrottled(now, now, 0, 0, null);
        int sent = sendUntil(rate, before + SECOND / 2);
        int more = sendUntil(rate, before + SECOND);
        assertThat(sent).isBetween(950, 1_400);
        assertThat(more).as("and comes back").isBetween(sent, sent + 60);
    }

    @Example
    void isFlatAtTheOldLimitAndEverSteeperBeyondIt() {
        SendRate rate = fallenTo(1_000);
        int[] perSecond = new int[9];
        for (int i = 0; i < perSecond.length; i++) {
            perSecond[i] = sendUntil(rate, now + SECOND);
        }
        assertThat(perSecond[1]).isBetween(1_000, 1_030);
        assertThat(perSecond[2]).isBetween(1_000, 1_100);
        for (int i = 3; i < perSecond.length - 1; i++) {
            assertThat(perSecond[i + 1] - perSecond[i])
                    .as("second %d", i)
                    .isGreaterThan(perSecond[i] - perSecond[i - 1] - 2);
        }
    }

    @Example
    void fallsOncePerRound() {
        SendRate rate = fallenTo(1_000);
        long sentBefore = now - 1;
        sendUntil(rate, now + SECOND / 10);
        for (int i = 0; i < 50; i++) {
            rate.onThrottled(sentBefore, now, 0, 0, null);
        }
        assertThat(sendUntil(rate, now + SECOND)).isGreaterThan(950);
    }

    @Example
    void aSilenceIsNotWhatTheGateTook() {
        SendRate rate = fallenTo(1_000);
        sendUntil(rate, now + 3 * SECOND);
        rate.onThrottled(now, now, 0, 0, Duration.ofSeconds(1));
        now += SECOND;
        sendUntil(rate, now + SECOND / 5);
        rate.onThrottled(now, now, 0, 0, Duration.ofSeconds(1));
        now += SECOND;
        assertThat(sendUntil(rate, now + SECOND)).isGreaterThan(900);
    }

    /** Whatever the rate was, a fall takes half of it at most, and it never stands still. */
    @Property(tries = 200)
    void aFallTakesHalfAtMost(
            @ForAll @IntRange(min = 1, max = 5_000) int perSecond, @ForAll @IntRange(max = 30) int falls) {
        SendRate rate = fallenTo(perSecond);
        for (int i = 0; i < falls; i++) {
            now++;
            rate.onThrottled(now, now, 0, 0, null);
            assertThat(rate.nanosToNext(now)).isBetween(0L, SECOND);
        }
        double least = Math.max(perSecond * Math.pow(0.49, falls), 1);
        assertThat(rate.nanosToNext(now)).isLessThanOrEqualTo((long) (SECOND / least) + 1);
    }

    /** Between two instants it lets pass what the rate says and a few milliseconds more. */
    @Property(tries = 50)
    void unusedRateIsMadeUpForInPartOnly(
            @ForAll @IntRange(min = 10, max = 5_000) int perSecond, @ForAll @IntRange(max = 2_000) int idleMillis) {
        SendRate rate = fallenTo(perSecond);
        sendUntil(rate, now + SECOND / 10);
        now += idleMillis * 1_000_000L;
        int atOnce = 0;
        while (rate.nanosToNext(now) == 0) {
            rate.onSend(now);
            atOnce++;
        }
        assertThat(atOnce).isLessThanOrEqualTo(2 + perSecond / 50);
    }
}
