package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Due times told in 128 bits are those that the definition gives in unbounded integers. */
class SimulatedTimeProperties {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final long FIRST_MICROS = micros(1, 1, 1);
    private static final long LAST_MICROS = micros(9999, 12, 31);

    private static long micros(int year, int month, int day) {
        return OffsetDateTime.of(year, month, day, 0, 0, 0, 0, ZoneOffset.UTC).toEpochSecond() * 1_000_000;
    }

    @Property(tries = 3_000)
    void theNarrowWayGivesWhatTheWideWayGives(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long wall = random.nextLong();
        long anchor = random.nextLong(FIRST_MICROS, LAST_MICROS);
        SimulatedTime clock = new SimulatedTime(anchor, wall, billionths(random));
        for (int step = 0; step < 30; step++) {
            long now = wall + random.nextLong(1L << random.nextInt(1, 62));
            long sim = random.nextBoolean()
                    ? random.nextLong(FIRST_MICROS, LAST_MICROS)
                    : anchor + random.nextLong(-1000, 1L << random.nextInt(1, 50));
            assertThat(clock.dueNanos(sim, now))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(clock.wideDueNanos(sim, now));
            if (random.nextInt(5) == 0) {
                wall += random.nextLong(1L << random.nextInt(1, 50));
                clock.changeSpeed(billionths(random), wall);
            }
            if (random.nextInt(5) == 0) {
                clock.shift(random.nextLong(1L << 50));
            }
            if (random.nextInt(20) == 0) {
                anchor = random.nextLong(FIRST_MICROS, LAST_MICROS);
                clock.restart(anchor, wall, billionths(random));
            }
        }
    }

    /** Where the lower half of 128 bits is about 0, which random instants never meet. */
    @Property(tries = 1_000)
    void theHalvesOfANumberKeepTogether(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedTime clock = new SimulatedTime(0, 0, BigInteger.valueOf(random.nextLong(1000, 1_000_000_000_000L)));
        clock.changeSpeed(billionths(random), 1);
        // So many microseconds are a multiple of 2^64 attoseconds, and 4096 more.
        BigInteger period = BigInteger.ONE.shiftLeft(52);
        BigInteger next = BigInteger.valueOf(5).pow(12).modInverse(period);
        long step = random.nextLong(-1L << random.nextInt(1, 30), 1L << random.nextInt(1, 30));
        long sim = next.multiply(BigInteger.valueOf(step))
                .mod(period)
                .add(period.multiply(BigInteger.valueOf(random.nextLong(-10, 60))))
                .longValueExact();
        long now = random.nextLong(1L << 60);
        assertThat(clock.dueNanos(sim, now)).as("seed %d", seed).isEqualTo(clock.wideDueNanos(sim, now));
    }

    /** From 1e-6 to 1e12, of any magnitude and with any nine places; and what catching up makes of them. */
    private static BigInteger billionths(SplittableRandom random) {
        int bits = random.nextInt(11, 81);
        return new BigInteger(bits, new java.util.Random(random.nextLong()))
                .max(BigInteger.valueOf(1000))
                .min(BigInteger.TEN.pow(24));
    }

    @Test
    void anAnchorBeyondAllMicrosecondsIsExactToo() {
        // A stream that has fallen ten seconds behind at the highest speed is 300,000 years behind.
        SimulatedTime clock = new SimulatedTime(LAST_MICROS, 0, BigInteger.TEN.pow(21));
        clock.changeSpeed(BigInteger.TEN.pow(9), 10_000_000_000L);
        clock.changeSpeed(BigInteger.TEN.pow(21), 20_000_000_000L);
        // Ten seconds at 1e12, ten at 1: so long ago at 1e12.
        assertThat(clock.dueNanos(LAST_MICROS, 20_000_000_000L)).isEqualTo(10_000_000_000L);
    }

    @Property(tries = 20_000)
    void aQuotientOf128By64BitsIsExact(@ForAll long low, @ForAll @LongRange(min = 1) long divisor, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // Digits of zeros and ones are where schoolbook division errs.
        long odd = random.nextInt(3) == 0 ? (divisor | 0xFFFFFFFFL) : divisor;
        long by = random.nextInt(3) == 0 ? Math.max(odd & ~0xFFFFFFFFL, 1) : odd;
        long high = random.nextInt(3) == 0 ? by - 1 : random.nextLong(by);
        BigInteger dividend = BigInteger.valueOf(high).multiply(TWO_TO_64).add(unsigned(low));
        assertThat(unsigned(WideDivision.quotient(high, low, by)))
                .as("%d * 2^64 + %s by %d", high, Long.toUnsignedString(low), by)
                .isEqualTo(dividend.divide(BigInteger.valueOf(by)));
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
