package io.worldstream.wsp.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * The most events per second of wall time, as it changes while a run streams: a steady phase, then a burst, say. Time counts
 * from the run's first release on; a pause does not count.
 *
 * @param segments from which moment on which rate holds; the first begins at 0, each other later than the one before it
 */
public record RateSchedule(List<Segment> segments) {
    private static final Duration LONGEST = Duration.ofDays(3650);

    public RateSchedule {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("a rate schedule has at least one segment");
        }
        if (!segments.get(0).after().isZero()) {
            throw new IllegalArgumentException("the first segment of a rate schedule begins after 0, not after "
                    + segments.get(0).after());
        }
        for (int i = 1; i < segments.size(); i++) {
            Duration before = segments.get(i - 1).after();
            Duration after = segments.get(i).after();
            if (after.compareTo(before) <= 0) {
                throw new IllegalArgumentException("segment " + (i + 1) + " of a rate schedule begins after " + after
                        + ", which is not later than the " + before + " of the one before it");
            }
        }
    }

    /**
     * One rate for the whole run.
     *
     * @param eventsPerSecond above 0, at most 1e9, with at most 9 places
     */
    public static RateSchedule constant(BigDecimal eventsPerSecond) {
        return new RateSchedule(List.of(new Segment(Duration.ZERO, eventsPerSecond)));
    }

    /**
     * One rate, from a moment on until the next segment begins.
     *
     * @param after how long after the first release it begins: 0 to 3650 days
     * @param eventsPerSecond above 0, at most 1e9, with at most 9 places; kept without trailing zeros
     * @param burst how much unused capacity is kept, as the time in which it adds up: 0 to 365 days. In events it is rounded
     *     down, and at least one. A segment that keeps more than the one before it begins with what that one kept.
     */
    public record Segment(Duration after, BigDecimal eventsPerSecond, Duration burst) {
        /** So much that a late wake-up of a few milliseconds costs no throughput. */
        public static final Duration DEFAULT_BURST = Duration.ofMillis(10);

        private static final Duration LONGEST_BURST = Duration.ofDays(365);
        private static final BigDecimal HIGHEST_RATE = new BigDecimal("1e9");
        private static final int PLACES = 9;

        public Segment {
            if (after.isNegative() || after.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a rate holds after 0 to 3650 days, not after " + after);
            }
            boolean inRange = eventsPerSecond.signum() > 0 && eventsPerSecond.compareTo(HIGHEST_RATE) <= 0;
            if (!inRange || eventsPerSecond.stripTrailingZeros().scale() > PLACES) {
                throw new IllegalArgumentException(
                        "a rate cap is above 0 and at most 1e9 events per second with at most 9 places, not "
                                + eventsPerSecond);
            }
            if (burst.isNegative() || burst.compareTo(LONGEST_BURST) > 0) {
                throw new IllegalArgumentException("a burst is from 0 to 365 days, not " + burst);
            }
            eventsPerSecond = eventsPerSecond.stripTrailingZeros();
        }

        /** A segment that keeps {@link #DEFAULT_BURST} of unused capacity. */
        public Segment(Duration after, BigDecimal eventsPerSecond) {
            this(after, eventsPerSecond, DEFAULT_BURST);
        }
    }
}
