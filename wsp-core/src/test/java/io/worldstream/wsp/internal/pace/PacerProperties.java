package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.PacingPolicy;
import io.worldstream.wsp.policy.Speedup;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** I1: over a million simulated releases, under random pauses, resumes and speed changes, none is early. */
class PacerProperties {
    private static final int RELEASES_PER_TRY = 2_000;
    private static final int TRIES = 600;
    private static final String[] SPEEDS = {
        "0.000001", "0.5", "1", "1.5", "60", "333.333333333", "86400", "1000000", "1000000000", "1000000000000"
    };

    @Property(tries = TRIES)
    void noEventIsEarlyAndNoneIsLaterThanOneNanosecondPerReanchor(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long now = random.nextLong(-1L << 40, 1L << 40);
        long ts = random.nextLong(0, 2_000_000_000_000_000L);
        Speedup speed = Speedup.of(SPEEDS[random.nextInt(SPEEDS.length)]);
        Pacer pacer = new Pacer(PacingPolicy.DEFAULTS.withSpeedup(speed));
        ExactTime exact = new ExactTime(ts, now, speed);
        pacer.start(ts, now);
        int reanchors = 0;
        for (int i = 0; i < RELEASES_PER_TRY; i++) {
            ts += random.nextInt(4) == 0 ? 0 : gapMicros(random, speed);
            pacer.onHead(ts, now);
            int commands = random.nextInt(10) == 0 ? random.nextInt(1, 4) : 0;
            for (int c = 0; c < commands; c++) {
                long wait = pacer.releaseNanos(now) - now;
                now += wait > 1 ? random.nextLong(wait) : 0;
                if (random.nextBoolean()) {
                    pacer.pause(now);
                    long pause = random.nextLong(1_000_000_000_000L);
                    now += pause;
                    pacer.resume(now);
                    exact.skip(pause);
                } else {
                    speed = exact.speedThatEndsTheWait(ts, now, random);
                    pacer.changeSpeed(speed, now);
                    exact.changeSpeed(now, speed);
                }
                reanchors++;
            }
            long release = Math.max(pacer.releaseNanos(now), now);
            assertThat(exact.isFuture(ts, release))
                    .as("early; seed %d, event %d", seed, i)
                    .isFalse();
            if (release > now) {
                assertThat(exact.isFuture(ts, release - 1 - reanchors))
                        .as("later than a nanosecond per re-anchor; seed %d, event %d", seed, i)
                        .isTrue();
            }
            now = release;
            pacer.release(now);
        }
    }

    @Property(tries = 300)
    void withoutReanchorsTheLastEventOfASimulatedYearIsDueToTheNanosecond(
            @ForAll @LongRange(min = 1, max = 9) long speedIndex, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Speedup speed = Speedup.of(SPEEDS[(int) speedIndex]);
        long start = random.nextLong(0, 2_000_000_000_000_000L);
        long wall = random.nextLong(-1L << 40, 1L << 40);
        Pacer pacer = new Pacer(PacingPolicy.DEFAULTS.withSpeedup(speed));
        pacer.start(start, wall);
        long yearMicros = 31_536_000_000_000L;
        long ts = start;
        long now = wall;
        for (int i = 0; i < 1000; i++) {
            ts = start + yearMicros * i / 1000 + random.nextLong(yearMicros / 1000);
            pacer.onHead(ts, now);
            now = pacer.releaseNanos(now);
            pacer.release(now);
        }
        BigDecimal exactWait = BigDecimal.valueOf(ts - start)
                .multiply(BigDecimal.valueOf(1000))
                .divide(new BigDecimal(speed.toString()), new MathContext(80))
                .setScale(0, RoundingMode.CEILING);
        assertThat(BigInteger.valueOf(now - wall)).isEqualTo(exactWait.toBigIntegerExact());
    }

    private static long gapMicros(SplittableRandom random, Speedup speed) {
        // About up to a second of wall time, whatever the speed.
        BigInteger micros = speed.billionths()
                .multiply(BigInteger.valueOf(random.nextLong(1_000_000L)))
                .divide(BigInteger.valueOf(1_000_000_000L));
        return micros.min(BigInteger.valueOf(1_000_000_000_000L)).longValueExact();
    }

    /** The definition, in unbounded decimals: sim = anchor + speed x (wall - anchor). */
    private static final class ExactTime {
        private BigDecimal simMicros;
        private long wallNanos;
        private Speedup speed;

        ExactTime(long simMicros, long wallNanos, Speedup speed) {
            this.simMicros = BigDecimal.valueOf(simMicros);
            this.wallNanos = wallNanos;
            this.speed = speed;
        }

        void skip(long nanos) {
            wallNanos += nanos;
        }

        void changeSpeed(long now, Speedup other) {
            simMicros = at(now);
            wallNanos = now;
            speed = other;
        }

        /** A speed at which the wait for the head ends within ten years: {@code long} nanoseconds hold no ages. */
        Speedup speedThatEndsTheWait(long ts, long now, SplittableRandom random) {
            BigDecimal simNanosAhead = BigDecimal.valueOf(ts).subtract(at(now)).movePointRight(3);
            BigDecimal least = simNanosAhead.divide(new BigDecimal("3e17"), MathContext.DECIMAL32);
            Speedup drawn = Speedup.of(SPEEDS[random.nextInt(SPEEDS.length)]);
            return new BigDecimal(drawn.toString()).compareTo(least) < 0 ? speed : drawn;
        }

        boolean isFuture(long ts, long now) {
            return BigDecimal.valueOf(ts).compareTo(at(now)) > 0;
        }

        private BigDecimal at(long now) {
            return simMicros.add(new BigDecimal(speed.toString())
                    .multiply(BigDecimal.valueOf(now - wallNanos))
                    .movePointLeft(3));
        }
    }
}
