package io.worldstream.wsp.internal.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.RateSchedule.Segment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The cap follows its schedule, held to the schedule's definition in unbounded integers. */
class RateScheduleProperties {
    private static final BigInteger EVENT = BigInteger.TEN.pow(18);
    private static final long SECOND = 1_000_000_000L;

    @Property(tries = 400)
    void noSpanHasMoreEventsThanTheScheduleAndOneBucket(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RateSchedule schedule = schedule(random, 50_000_000L);
        long[] releases = releases(new RateCap(schedule), new SplittableRandom(seed), 400);
        long fastest = schedule.segments().stream()
                .mapToLong(RateScheduleProperties::rate)
                .max()
                .orElseThrow();
        for (int from = 0; from < releases.length; from += 5) {
            BigInteger bucket = EVENT.multiply(wholeEvents(segmentAt(schedule, releases[from] - releases[0])));
            for (int to = from; to < releases.length; to += 7) {
                BigInteger added = added(schedule, releases[to] - releases[0])
                        .subtract(added(schedule, releases[from] - releases[0]));
                // An event leaves in the nanosecond in which its token is complete, not after it.
                BigInteger most = bucket.add(added).add(BigInteger.valueOf(fastest));
                assertThat(EVENT.multiply(BigInteger.valueOf(to - from + 1L)))
                        .as("seed %d, releases %d to %d of %s", seed, from, to, schedule)
                        .isLessThan(most);
            }
        }
    }

    @Property(tries = 200)
    void whatNeverRunsDryLeavesAtTheScheduledRateForHours(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RateSchedule schedule = schedule(random, 3600 * SECOND);
        RateCap cap = new RateCap(schedule);
        long start = random.nextLong(-1L << 50, 1L << 50);
        // The bucket is full at the start; from then on only what the schedule adds leaves.
        long first = wholeEvents(schedule.segments().get(0)).longValueExact();
        long now = start;
        for (long i = 0; i < first + 3_000; i++) {
            now = cap.allowedNanos(now);
            cap.take(now);
            if (i >= first) {
                BigInteger needed = EVENT.multiply(BigInteger.valueOf(i - first + 1));
                assertThat(added(schedule, now - start + 1))
                        .as("too early: seed %d, event %d of %s", seed, i, schedule)
                        .isGreaterThan(needed);
                assertThat(added(schedule, now - start))
                        .as("too late: seed %d, event %d of %s", seed, i, schedule)
                        .isLessThanOrEqualTo(needed);
            } else {
                assertThat(now).as("seed %d, event %d of %s", seed, i, schedule).isEqualTo(start);
            }
        }
    }

    @Property(tries = 500)
    void aSegmentThatIsCutInTwoReleasesAtTheSameNanoseconds(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RateSchedule whole = schedule(random, random.nextBoolean() ? 50_000_000L : 100 * SECOND);
        RateSchedule cut = cut(whole, random);
        long arrivals = random.nextLong();
        assertThat(releases(new RateCap(cut), new SplittableRandom(arrivals), 500))
                .as("seed %d, %s", seed, cut)
                .isEqualTo(releases(new RateCap(whole), new SplittableRandom(arrivals), 500));
    }

    @Test
    void aHalfEarnedTokenCountsAfterTheBorder() {
        RateCap cap = new RateCap(new RateSchedule(List.of(
                new Segment(Duration.ZERO, BigDecimal.ONE), new Segment(Duration.ofMillis(500), BigDecimal.TEN))));
        cap.take(0);
        assertThat(cap.allowedNanos(0)).isEqualTo(550_000_000L);
    }

    @Test
    void anHourOfSixThousandASecondAfterAnHourOfThreeThousand() {
        RateCap cap = new RateCap(new RateSchedule(List.of(
                new Segment(Duration.ZERO, new BigDecimal("3000"), Duration.ZERO),
                new Segment(Duration.ofHours(1), new BigDecimal("6000"), Duration.ZERO))));
        long events = 3000L * 3600 + 6000L * 3600;
        long now = 0;
        for (long i = 0; i <= events; i++) {
            now = cap.allowedNanos(now);
            cap.take(now);
        }
        assertThat(now).isEqualTo(2 * 3600 * SECOND);
    }

    @Test
    void aLargerBucketBeginsWithWhatTheSmallerKept() {
        RateCap cap = new RateCap(new RateSchedule(List.of(
                new Segment(Duration.ZERO, BigDecimal.TEN, Duration.ZERO),
                new Segment(Duration.ofSeconds(1), BigDecimal.TEN, Duration.ofSeconds(1)))));
        cap.take(0);
        assertThat(burstAt(cap, SECOND)).isEqualTo(1);
        assertThat(burstAt(cap, SECOND + SECOND / 2)).isEqualTo(5);
        assertThat(burstAt(cap, 60 * SECOND)).isEqualTo(10);
    }

    @Test
    void aSmallerBucketKeepsNoMoreThanItHolds() {
        RateCap cap = new RateCap(new RateSchedule(List.of(
                new Segment(Duration.ZERO, BigDecimal.TEN, Duration.ofSeconds(1)),
                new Segment(Duration.ofSeconds(5), BigDecimal.TEN, Duration.ofMillis(300)))));
        assertThat(burstAt(cap, 0)).isEqualTo(10);
        assertThat(burstAt(cap, 5 * SECOND)).isEqualTo(3);
    }

    /** How many leave at one instant. */
    private static int burstAt(RateCap cap, long now) {
        int events = 0;
        while (cap.allowedNanos(now) == now) {
            cap.take(now);
            events++;
        }
        return events;
    }

    private static long[] releases(RateCap cap, SplittableRandom random, int events) {
        long[] releases = new long[events];
        long now = random.nextLong(-1L << 50, 1L << 50);
        for (int i = 0; i < events; i++) {
            now += random.nextInt(5) == 0 ? random.nextLong(50_000_000) : 0;
            long allowed = cap.allowedNanos(now);
            if (allowed > now) {
                // A lane asks again while it waits.
                assertThat(cap.allowedNanos(now + random.nextLong(allowed - now)))
                        .isEqualTo(allowed);
            }
            now = allowed;
            cap.take(now);
            releases[i] = now;
        }
        return releases;
    }

    private static RateSchedule schedule(SplittableRandom random, long longestSegmentNanos) {
        List<Segment> segments = new ArrayList<>();
        long after = 0;
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            segments.add(segment(after, random));
            after += random.nextLong(1, longestSegmentNanos);
        }
        return new RateSchedule(segments);
    }

    private static Segment segment(long afterNanos, SplittableRandom random) {
        long unscaled = random.nextLong(1, 1L << random.nextInt(1, 40));
        BigDecimal rate = BigDecimal.valueOf(unscaled, random.nextInt(4)).min(new BigDecimal("200000"));
        Duration burst = Duration.ofNanos(random.nextInt(3) == 0 ? 0 : random.nextLong(20_000_000));
        return new Segment(Duration.ofNanos(afterNanos), rate, burst);
    }

    private static RateSchedule cut(RateSchedule whole, SplittableRandom random) {
        List<Segment> segments = new ArrayList<>(whole.segments());
        int at = random.nextInt(segments.size());
        Segment segment = segments.get(at);
        long begin = segment.after().toNanos();
        long end = at + 1 < segments.size() ? segments.get(at + 1).after().toNanos() : begin + 200 * SECOND;
        if (end - begin > 1) {
            Duration middle = Duration.ofNanos(random.nextLong(begin + 1, end));
            segments.add(at + 1, new Segment(middle, segment.eventsPerSecond(), segment.burst()));
        }
        return new RateSchedule(segments);
    }

    private static Segment segmentAt(RateSchedule schedule, long nanos) {
        Segment found = schedule.segments().get(0);
        for (Segment segment : schedule.segments()) {
            found = segment.after().toNanos() <= nanos ? segment : found;
        }
        return found;
    }

    /** The integral of the schedule, in 10^-18 events. */
    private static BigInteger added(RateSchedule schedule, long nanos) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < schedule.segments().size(); i++) {
            long begin = schedule.segments().get(i).after().toNanos();
            long end = i + 1 < schedule.segments().size()
                    ? Math.min(schedule.segments().get(i + 1).after().toNanos(), nanos)
                    : nanos;
            sum = sum.add(BigInteger.valueOf(Math.max(end - begin, 0))
                    .multiply(BigInteger.valueOf(rate(schedule.segments().get(i)))));
        }
        return sum;
    }

    private static long rate(Segment segment) {
        return segment.eventsPerSecond().movePointRight(9).longValueExact();
    }

    private static BigInteger wholeEvents(Segment segment) {
        return BigInteger.valueOf(rate(segment))
                .multiply(BigInteger.valueOf(segment.burst().toNanos()))
                .divide(EVENT)
                .max(BigInteger.ONE);
    }
}
