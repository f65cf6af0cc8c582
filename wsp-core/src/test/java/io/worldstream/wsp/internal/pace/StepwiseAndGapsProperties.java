package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.IdleGap;
import io.worldstream.wsp.policy.LatePolicy;
import io.worldstream.wsp.policy.PacingPolicy;
import io.worldstream.wsp.policy.PacingProfile;
import io.worldstream.wsp.policy.Speedup;
import io.worldstream.wsp.report.IdleGaps;
import io.worldstream.wsp.report.LatenessCause;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** I1 with ticks and with a limit on gaps, under random commands and delays. */
class StepwiseAndGapsProperties {
    private static final String[] SPEEDS = {"0.25", "1", "60", "333.333333333", "86400", "1000000000"};
    private static final int EVENTS = 300;

    /** All events of a tick leave together, in the nanosecond in which simulated time reaches the end of the tick. */
    @Property(tries = 300)
    void stepwise_anySpeed_eventsLeaveWhenTheirTickEnds(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String speed = SPEEDS[random.nextInt(SPEEDS.length)];
        long tick = random.nextLong(1, 3_600_000_000L);
        long anchor = random.nextLong(-2_000_000_000_000L, 2_000_000_000_000_000L);
        long start = random.nextLong(-1L << 40, 1L << 40);
        Pacer pacer = new Pacer(PacingPolicy.DEFAULTS
                .withSpeedup(Speedup.of(speed))
                .withProfile(new PacingProfile.Stepwise(Duration.ofNanos(tick * 1000))));
        pacer.start(anchor, start);
        long ts = anchor;
        long now = start;
        for (int i = 0; i < EVENTS; i++) {
            ts += random.nextLong(tick);
            pacer.onHead(ts, now);
            now = Math.max(pacer.releaseNanos(now), now);
            pacer.release(now);
            long end = Math.floorDiv(ts, tick) * tick + tick;
            assertThat(now - start)
                    .as("event %d at %d, tick %d, seed %d", i, ts, tick, seed)
                    .isEqualTo(wallNanos(end - anchor, speed));
        }
        assertThat(pacer.lateness().total().maxMicros()).isZero();
    }

    /** A stream that resumes in the middle of a tick has the same ticks. */
    @Property(tries = 200)
    void stepwise_resumedAtAnyEvent_ticksEndAtTheSameEventTimes(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long tick = random.nextLong(1, 3_600_000_000L);
        long cursor = random.nextLong(2_000_000_000_000_000L);
        long ts = cursor + random.nextLong(3 * tick);
        Pacer pacer =
                new Pacer(PacingPolicy.DEFAULTS.withProfile(new PacingProfile.Stepwise(Duration.ofNanos(tick * 1000))));
        pacer.start(cursor, 0);
        pacer.onHead(ts, 0);
        long simMicros = cursor + pacer.releaseNanos(0) / 1000;
        assertThat(simMicros).as("seed %d", seed).isGreaterThan(ts);
        assertThat(Math.floorMod(simMicros, tick)).as("seed %d", seed).isZero();
        assertThat(simMicros - ts).as("seed %d", seed).isLessThanOrEqualTo(tick);
    }

    /**
     * Between two releases, or the start and the first one, less wall time passes than the cap if nothing else holds an
     * event; and no event leaves before simulated time, or the end of its gap, has come.
     */
    @Property(tries = 300)
    void cap_randomCommands_noGapIsLongerAndNoEventEarly(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String speed = SPEEDS[random.nextInt(SPEEDS.length)];
        long cap = random.nextLong(1, 5_000_000_000L);
        long tick = random.nextBoolean() ? 0 : random.nextLong(1, 100_000_000L);
        Pacer pacer = new Pacer(policy(speed, cap, tick, LatePolicy.COUPLED));
        long ts = random.nextLong(2_000_000_000_000_000L);
        long now = random.nextLong(-1L << 40, 1L << 40);
        Reference exact = new Reference(ts, now, speed, cap, tick);
        pacer.start(ts, now);
        for (int i = 0; i < EVENTS; i++) {
            ts += random.nextInt(4) == 0 ? 0 : random.nextLong(micros(4_000_000_000L, speed) + 1);
            pacer.onHead(ts, now);
            exact.onHead(ts);
            for (int commands = random.nextInt(8) == 0 ? 2 : 0; commands > 0; commands--) {
                now += random.nextLong(Math.max(pacer.releaseNanos(now) - now, 1));
                if (random.nextBoolean()) {
                    pacer.pause(now);
                    long pause = random.nextLong(1_000_000_000_000L);
                    now += pause;
                    pacer.resume(now);
                    exact.skip(pause);
                } else {
                    String other = SPEEDS[random.nextInt(SPEEDS.length)];
                    pacer.changeSpeed(Speedup.of(other), now);
                    exact.changeSpeed(now, other);
                }
            }
            long release = Math.max(pacer.releaseNanos(now), now);
            assertThat(exact.mayLeave(release))
                    .as("early; event %d, seed %d", i, seed)
                    .isTrue();
            assertThat(release == now || !exact.mayLeave(release - 2))
                    .as("late; event %d, seed %d", i, seed)
                    .isTrue();
            assertThat(release - exact.lastNanos)
                    .as("gap; event %d, seed %d", i, seed)
                    .isLessThanOrEqualTo(cap);
            now = release;
            pacer.release(now);
            exact.onRelease(now);
        }
        assertThat(pacer.idleGaps().count()).as("seed %d", seed).isEqualTo(exact.shortened);
    }

    /**
     * A host that was frozen past the end of a gap hears of a change of speed before it releases the head: the new speed
     * counts from the change on.
     */
    @Example
    void cap_speedChangesFirstAfterAFreeze_nextEventIsNotEarly() {
        Pacer pacer = new Pacer(policy("1", 100_000_000L, 0, LatePolicy.COUPLED));
        pacer.start(0, 0);
        pacer.onHead(10_000, 0);
        pacer.changeSpeed(Speedup.of("4"), 1_000_000_000L);
        pacer.release(1_000_000_000L);
        pacer.onHead(1_200_000, 1_000_000_000L);
        assertThat(pacer.releaseNanos(1_000_000_000L))
                .as("a second at speed 1, then 0.2 at speed 4")
                .isEqualTo(1_050_000_000L);
        assertThat(pacer.idleGaps().count()).isZero();
    }

    /** The same without a head, as when the reader is late. */
    @Example
    void cap_speedChangesWithoutAHeadAfterTheGap_nextEventIsNotEarly() {
        Pacer pacer = new Pacer(policy("1", 100_000_000L, 0, LatePolicy.COUPLED));
        pacer.start(0, 0);
        pacer.changeSpeed(Speedup.of("4"), 1_000_000_000L);
        pacer.onHead(10_000, 1_000_000_000L);
        pacer.release(1_000_000_000L);
        pacer.onHead(1_200_000, 1_000_000_000L);
        assertThat(pacer.releaseNanos(1_000_000_000L)).isEqualTo(1_050_000_000L);
        pacer.release(1_050_000_000L);
        pacer.onHead(60_000_000, 1_050_000_000L);
        assertThat(pacer.releaseNanos(1_050_000_000L)).as("the cap").isEqualTo(1_150_000_000L);
    }

    /** A bounded catch-up does not make a gap longer than the cap, and what a capped gap skipped is not owed later. */
    @Property(tries = 200)
    void cap_catchingUp_noGapIsLonger(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long cap = random.nextLong(1_000_000L, 5_000_000_000L);
        Pacer pacer = new Pacer(policy("1", cap, 0, LatePolicy.of("catch-up(1.5)")));
        long ts = 0;
        long now = 0;
        pacer.start(ts, now);
        for (int i = 0; i < EVENTS; i++) {
            long last = now;
            ts += random.nextLong(random.nextInt(5) == 0 ? 60_000_000L : 1_000_000L);
            pacer.onHead(ts, now);
            while (pacer.releaseNanos(now) > now) {
                long until = pacer.releaseNanos(now);
                pacer.hold(pacer.waitCause(now), now);
                now = until;
            }
            assertThat(now - last).as("event %d, seed %d", i, seed).isLessThanOrEqualTo(cap);
            if (random.nextInt(6) == 0) {
                pacer.hold(LatenessCause.WINDOW_FULL, now);
                now += random.nextLong(20_000_000_000L);
            }
            pacer.release(now);
        }
    }

    @Example
    void cap_longGap_isRecordedWithWhatItSkipped() {
        Pacer pacer = new Pacer(policy("1", 2_000_000_000L, 0, LatePolicy.COUPLED));
        pacer.start(0, 0);
        pacer.onHead(1_000_000, 0);
        pacer.release(1_000_000_000L);
        assertThat(pacer.idleGaps()).isEqualTo(IdleGaps.NONE);
        pacer.onHead(11_000_000, 1_000_000_000L);
        assertThat(pacer.releaseNanos(1_000_000_000L)).isEqualTo(3_000_000_000L);
        assertThat(pacer.release(3_000_000_000L)).isZero();
        assertThat(pacer.idleGaps()).isEqualTo(new IdleGaps(1, Duration.ofSeconds(8)));
        // Simulated time has jumped to the event: the next one is due a second later.
        pacer.onHead(12_000_000, 3_000_000_000L);
        assertThat(pacer.releaseNanos(3_000_000_000L)).isEqualTo(4_000_000_000L);
    }

    @Example
    void cap_beyondTheHorizon_isShortenedAsWell() {
        Pacer pacer = new Pacer(policy("0.000001", 1_000_000_000L, 0, LatePolicy.COUPLED));
        pacer.start(0, 0);
        pacer.onHead(1_000_000_000_000_000L, 0);
        assertThat(pacer.releaseNanos(0)).isEqualTo(1_000_000_000L);
        pacer.release(1_000_000_000L);
        pacer.onHead(1_000_000_000_000_001L, 1_000_000_000L);
        assertThat(pacer.releaseNanos(1_000_000_000L)).isEqualTo(2_000_000_000L);
    }

    @Example
    void cap_speedAfterMax_gapCountsFromTheChange() {
        Pacer pacer = new Pacer(policy("max", 1_000_000_000L, 0, LatePolicy.of("halt(10s)")));
        pacer.start(0, 0);
        pacer.onHead(0, 0);
        pacer.release(0);
        pacer.onHead(90_000_000, 0);
        pacer.hold(LatenessCause.WINDOW_FULL, 0);
        long now = 60_000_000_000L;
        pacer.changeSpeed(Speedup.REAL_TIME, now);
        assertThat(pacer.tooLate(now)).isFalse();
        assertThat(pacer.releaseNanos(now)).isEqualTo(now + 1_000_000_000L);
    }

    private static PacingPolicy policy(String speed, long capNanos, long tickMicros, LatePolicy late) {
        return PacingPolicy.DEFAULTS
                .withSpeedup(Speedup.of(speed))
                .withLatePolicy(late)
                .withIdleGap(new IdleGap.Cap(Duration.ofNanos(capNanos)))
                .withProfile(
                        tickMicros == 0
                                ? PacingProfile.CONTINUOUS
                                : new PacingProfile.Stepwise(Duration.ofNanos(tickMicros * 1000)));
    }

    private static long wallNanos(long micros, String speed) {
        return BigDecimal.valueOf(micros * 1000)
                .divide(new BigDecimal(speed), 0, RoundingMode.CEILING)
                .longValueExact();
    }

    private static long micros(long wallNanos, String speed) {
        return BigDecimal.valueOf(wallNanos)
                .multiply(new BigDecimal(speed))
                .movePointLeft(3)
                .toBigInteger()
                .longValueExact();
    }

    /** The definition in decimals: simulated time moves with the wall, and jumps to the head at the end of its gap. */
    private static final class Reference {
        private final long cap;
        private final long tick;
        private BigDecimal simMicros;
        private BigDecimal speed;
        private long wallNanos;
        private long lastNanos;
        private long headMicros;
        private long shortened;

        Reference(long simMicros, long wallNanos, String speed, long cap, long tick) {
            this.simMicros = BigDecimal.valueOf(simMicros);
            this.wallNanos = wallNanos;
            this.speed = new BigDecimal(speed);
            this.cap = cap;
            this.tick = tick;
            lastNanos = wallNanos;
        }

        void onHead(long ts) {
            headMicros = tick == 0 ? ts : Math.floorDiv(ts, tick) * tick + tick;
        }

        void skip(long nanos) {
            wallNanos += nanos;
            lastNanos += nanos;
        }

        void changeSpeed(long now, String other) {
            simMicros = at(now);
            wallNanos = now;
            speed = new BigDecimal(other);
        }

        boolean mayLeave(long now) {
            return now - lastNanos >= cap || at(now).compareTo(BigDecimal.valueOf(headMicros)) >= 0;
        }

        void onRelease(long now) {
            if (at(now).compareTo(BigDecimal.valueOf(headMicros)) < 0) {
                simMicros = BigDecimal.valueOf(headMicros);
                wallNanos = now;
                shortened++;
            }
            lastNanos = now;
        }

        private BigDecimal at(long now) {
            return simMicros.add(
                    speed.multiply(BigDecimal.valueOf(now - wallNanos)).movePointLeft(3));
        }
    }
}
