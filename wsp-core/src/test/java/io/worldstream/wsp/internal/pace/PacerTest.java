package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.PacingPolicy;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.RateSchedule.Segment;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.LatenessCause;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long SIM_SECOND = 1_000_000L;

    private long now = 5 * SECOND;

    private Pacer started(String speed, LatePolicy late, @Nullable String cap) {
        Pacer pacer = new Pacer(PacingPolicy.DEFAULTS
                .withSpeedup(Speedup.of(speed))
                .withLatePolicy(late)
                .withRateCap(cap == null ? null : new BigDecimal(cap)));
        pacer.start(0, now);
        return pacer;
    }

    /** Waits until the head may leave, as a lane does, and lets it leave; returns how late it was. */
    private long releaseWhenDue(Pacer pacer, long tsMicros) {
        pacer.onHead(tsMicros, now);
        while (pacer.releaseNanos(now) > now) {
            pacer.hold(pacer.waitCause(now), now);
            now = pacer.releaseNanos(now);
        }
        return pacer.release(now);
    }

    private static long maxMicros(Pacer pacer, LatenessCause cause) {
        return Objects.requireNonNull(pacer.lateness().byCause().get(cause)).maxMicros();
    }

    @Test
    void anEventIsDueWhenSimulatedTimeReachesIt() {
        Pacer pacer = started("2", LatePolicy.COUPLED, null);
        pacer.onHead(10 * SIM_SECOND, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + 5 * SECOND);
    }

    @Test
    void aDueTimeRoundsUpToTheNextNanosecond() {
        Pacer pacer = started("3", LatePolicy.COUPLED, null);
        pacer.onHead(1, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + 334);
    }

    @Test
    void aSpeedBelowOneIsNotTruncated() {
        Pacer pacer = started("0.5", LatePolicy.COUPLED, null);
        pacer.onHead(SIM_SECOND, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + 2 * SECOND);
    }

    @Test
    void anEventBehindTheHorizonIsWaitedForAgainAndNeverReleasedEarly() {
        Pacer pacer = started("0.000001", LatePolicy.COUPLED, null);
        // 200 years of wall time.
        long wallNanos = 200L * 31_536_000L * SECOND;
        pacer.onHead(wallNanos / 1000 / 1_000_000, now);
        long start = now;
        assertThat(pacer.releaseNanos(now) - now).isEqualTo(SimulatedTime.HORIZON_NANOS);
        now += SimulatedTime.HORIZON_NANOS;
        assertThat(pacer.releaseNanos(now)).isEqualTo(start + wallNanos);
    }

    @Test
    void aPauseDoesNotBecomeABurst() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(3 * SIM_SECOND, now);
        now += SECOND;
        pacer.pause(now);
        assertThat(pacer.paused()).isTrue();
        now += 100 * SECOND;
        pacer.resume(now);
        assertThat(pacer.paused()).isFalse();
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + 2 * SECOND);
        now += 2 * SECOND;
        assertThat(pacer.release(now)).isZero();
        pacer.onHead(4 * SIM_SECOND, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + SECOND);
    }

    @Test
    void pausingTwiceAndResumingTwiceIsAsOnce() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(3 * SIM_SECOND, now);
        pacer.resume(now);
        pacer.pause(now);
        now += SECOND;
        pacer.pause(now);
        now += SECOND;
        pacer.resume(now);
        now += SECOND;
        pacer.resume(now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + 2 * SECOND);
    }

    @Test
    void aPauseBeforeTheStartCountsFromTheStart() {
        Pacer pacer = new Pacer(PacingPolicy.DEFAULTS);
        pacer.pause(now);
        now += 50 * SECOND;
        pacer.start(0, now);
        pacer.onHead(SIM_SECOND, now);
        now += 3 * SECOND;
        pacer.resume(now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + SECOND);
    }

    @Test
    void aSpeedChangeReachesTheEventThatWaits() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(10 * SIM_SECOND, now);
        now += 4 * SECOND;
        pacer.changeSpeed(Speedup.of("6"), now);
        assertThat(pacer.speedup()).isEqualTo(Speedup.of("6"));
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + SECOND);
    }

    @Test
    void aSpeedChangeDuringAPauseTakesEffectWhenItEnds() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(10 * SIM_SECOND, now);
        now += 4 * SECOND;
        pacer.pause(now);
        now += 7 * SECOND;
        pacer.changeSpeed(Speedup.of("6"), now);
        now += 7 * SECOND;
        pacer.resume(now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + SECOND);
    }

    @Test
    void atMaxEveryHeadMayLeaveAndLatenessIsUndefined() {
        Pacer pacer = started("max", LatePolicy.COUPLED, null);
        assertThat(releaseWhenDue(pacer, 0)).isZero();
        assertThat(releaseWhenDue(pacer, 1_000_000 * SIM_SECOND)).isZero();
        assertThat(now).isEqualTo(5 * SECOND);
        assertThat(pacer.lateness().total().events()).isZero();
    }

    @Test
    void fromMaxToASpeedTimeGoesOnFromTheHead() {
        Pacer pacer = started("max", LatePolicy.COUPLED, null);
        releaseWhenDue(pacer, 100 * SIM_SECOND);
        pacer.onHead(107 * SIM_SECOND, now);
        now += SECOND;
        pacer.changeSpeed(Speedup.REAL_TIME, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + 7 * SECOND);
    }

    @Test
    void fromASpeedToMaxTheHeadMayLeaveAtOnce() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(100 * SIM_SECOND, now);
        now += SECOND;
        pacer.changeSpeed(Speedup.MAX, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now);
    }

    @Test
    void coupledTimeLostAtTheDoorIsAddedSoThatGapsKeepTheirShape() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(SIM_SECOND, now);
        now += SECOND;
        pacer.hold(LatenessCause.WINDOW_FULL, now);
        now += 10 * SECOND;
        assertThat(pacer.release(now)).isEqualTo(10 * SECOND);
        pacer.onHead(2 * SIM_SECOND, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + SECOND);
    }

    @Test
    void whatWasHeldBeforeItWasDueIsNotLate() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(5 * SIM_SECOND, now);
        pacer.hold(LatenessCause.RETRY, now);
        now += 5 * SECOND;
        assertThat(pacer.release(now)).isZero();
        pacer.onHead(6 * SIM_SECOND, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + SECOND);
    }

    @Test
    void aLateWakeUpIsMadeUpForAndNotAddedToTheAnchor() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(SIM_SECOND, now);
        pacer.hold(LatenessCause.WAIT_OVERSHOOT, now);
        now += SECOND + 1000;
        assertThat(pacer.release(now)).isEqualTo(1000);
        pacer.onHead(2 * SIM_SECOND, now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + SECOND - 1000);
    }

    @Test
    void latenessIsSplitByCause() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(SIM_SECOND, now);
        pacer.hold(LatenessCause.WAIT_OVERSHOOT, now);
        now += SECOND + 3_000;
        pacer.hold(LatenessCause.WINDOW_FULL, now);
        now += 5_000;
        pacer.hold(LatenessCause.RETRY, now);
        now += 7_000;
        pacer.hold(LatenessCause.RATE_CAP, now);
        now += 11_000;
        assertThat(pacer.release(now)).isEqualTo(26_000);
        pacer.hold(LatenessCause.SOURCE_STARVATION, now);
        now += 3 * SECOND;
        pacer.onHead(2 * SIM_SECOND, now);
        pacer.release(now);
        assertThat(maxMicros(pacer, LatenessCause.WAIT_OVERSHOOT)).isEqualTo(3);
        assertThat(maxMicros(pacer, LatenessCause.WINDOW_FULL)).isEqualTo(5);
        assertThat(maxMicros(pacer, LatenessCause.RETRY)).isEqualTo(7);
        assertThat(maxMicros(pacer, LatenessCause.RATE_CAP)).isEqualTo(11);
        // 1 s minus what the door's 23 us were added to the anchor, from the due time on.
        assertThat(maxMicros(pacer, LatenessCause.SOURCE_STARVATION)).isEqualTo(2_000_003);
        assertThat(pacer.lateness().total().events()).isEqualTo(2);
    }

    @Test
    void catchUpKeepsTheScheduleAndBoundsTheBurst() {
        Pacer pacer = started("1", new LatePolicy.CatchUp(new BigDecimal("2")), null);
        pacer.onHead(SIM_SECOND, now);
        now += SECOND;
        long scheduleStart = now - SECOND;
        pacer.hold(LatenessCause.WINDOW_FULL, now);
        now += 10 * SECOND;
        pacer.release(now);
        long stallEnd = now;
        for (int i = 2; i <= 40; i++) {
            releaseWhenDue(pacer, i * SIM_SECOND);
            long atTwiceTheSpeed = stallEnd + (i - 1) * SECOND / 2;
            long onSchedule = scheduleStart + i * SECOND;
            assertThat(now).as("event %d", i).isEqualTo(Math.max(atTwiceTheSpeed, onSchedule));
        }
    }

    @Test
    void aSecondStallWhileCatchingUpIsBoundedToo() {
        Pacer pacer = started("1", new LatePolicy.CatchUp(new BigDecimal("1.5")), null);
        pacer.onHead(SIM_SECOND, now);
        now += SECOND;
        pacer.hold(LatenessCause.RETRY, now);
        now += 30 * SECOND;
        pacer.release(now);
        pacer.onHead(2 * SIM_SECOND, now);
        pacer.hold(LatenessCause.RETRY, now);
        now += 10 * SECOND;
        pacer.release(now);
        long before = now;
        releaseWhenDue(pacer, 5 * SIM_SECOND);
        assertThat(now - before).isEqualTo(2 * SECOND);
    }

    @Test
    void aSpeedChangeWhileCatchingUpScalesBothClocks() {
        Pacer pacer = started("1", new LatePolicy.CatchUp(new BigDecimal("2")), null);
        pacer.onHead(SIM_SECOND, now);
        now += SECOND;
        pacer.hold(LatenessCause.WINDOW_FULL, now);
        now += 100 * SECOND;
        pacer.release(now);
        pacer.onHead(21 * SIM_SECOND, now);
        pacer.changeSpeed(Speedup.of("10"), now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + SECOND);
    }

    @Test
    void aPauseWhileCatchingUpShiftsBothClocks() {
        Pacer pacer = started("1", new LatePolicy.CatchUp(new BigDecimal("2")), null);
        pacer.onHead(SIM_SECOND, now);
        now += SECOND;
        pacer.hold(LatenessCause.WINDOW_FULL, now);
        now += 100 * SECOND;
        pacer.release(now);
        pacer.onHead(21 * SIM_SECOND, now);
        pacer.pause(now);
        now += 1000 * SECOND;
        pacer.resume(now);
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + 10 * SECOND);
    }

    @Test
    void theLatenessLimitCountsFromTheDueTime() {
        Pacer pacer = started("1", new LatePolicy.Halt(Duration.ofMillis(5)), null);
        pacer.onHead(SIM_SECOND, now);
        now += SECOND + 5_000_000;
        assertThat(pacer.tooLate(now)).isFalse();
        assertThat(pacer.tooLate(now + 1)).isTrue();
        pacer.pause(now + 1);
        assertThat(pacer.tooLate(now + SECOND)).isFalse();
    }

    @Test
    void otherPoliciesSufferAnyLateness() {
        Pacer pacer = started("1", LatePolicy.COUPLED, null);
        pacer.onHead(0, now);
        assertThat(pacer.tooLate(now + 1000 * SECOND)).isFalse();
    }

    @Test
    void theRateCapWaitsAndIsNamedAsTheCause() {
        Pacer pacer = started("1000000", LatePolicy.COUPLED, "2");
        releaseWhenDue(pacer, 0);
        long first = now;
        assertThat(releaseWhenDue(pacer, 1)).isEqualTo(SECOND / 2 - 1);
        assertThat(now).isEqualTo(first + SECOND / 2);
        assertThat(pacer.lateness().byCause()).containsOnlyKeys(LatenessCause.RATE_CAP);
    }

    @Test
    void theRateCapHoldsAtMaxToo() {
        Pacer pacer = started("max", LatePolicy.COUPLED, "10");
        long first = now;
        for (int i = 0; i <= 100; i++) {
            releaseWhenDue(pacer, i);
        }
        assertThat(now - first).isEqualTo(10 * SECOND);
    }

    @Test
    void aPauseDoesNotCountForTheRateSchedule() {
        RateSchedule slowThenFast = new RateSchedule(List.of(
                new Segment(Duration.ZERO, BigDecimal.ONE), new Segment(Duration.ofSeconds(3), BigDecimal.TEN)));
        Pacer pacer = new Pacer(PacingPolicy.DEFAULTS.withSpeedup(Speedup.MAX).withRateSchedule(slowThenFast));
        pacer.start(0, now);
        releaseWhenDue(pacer, 0);
        now += SECOND / 2;
        pacer.onHead(1, now);
        pacer.pause(now);
        now += 100 * SECOND;
        pacer.resume(now);
        long resumed = now;
        assertThat(pacer.releaseNanos(now))
                .as("the bucket is no fuller than it was")
                .isEqualTo(resumed + SECOND / 2);
        for (int i = 1; i <= 3; i++) {
            releaseWhenDue(pacer, i);
        }
        assertThat(now).isEqualTo(resumed + SECOND / 2 + 2 * SECOND);
        releaseWhenDue(pacer, 4);
        assertThat(now).as("the second segment has begun").isEqualTo(resumed + SECOND / 2 + 2 * SECOND + SECOND / 10);
    }
}
