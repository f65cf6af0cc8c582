package io.worldstream.wsp.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * A cap on events per second of wall time that may change while a run streams, for example a steady phase followed by a
 * burst. Time counts from the run's first release; pauses do not count.
 *
 * @param segments the rates in order of their start; the first starts at 0, each other later than the one before it
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
     * Returns a schedule with one rate for the whole run.
     *
     * @param eventsPerSecond above 0, at most 1e9, with at most 9 decimal places
     */
    public static RateSchedule constant(BigDecimal eventsPerSecond) {
        return new RateSchedule(List.of(new Segment(Duration.ZERO, eventsPerSecond)));
    }

    /**
     * A rate that applies until the next segment begins.
     *
     * @param after the start of the segment, counted from the first release: 0 to 3650 days
     * @param eventsPerSecond above 0, at most 1e9, with at most 9 decimal places; stored without trailing zeros
     * @param burst the unused capacity that may accumulate, as the time in which it does: 0 to 365 days. Converted to
     *     events it is rounded down, and is at least one event. A segment with a larger burst than the one before it
     *     begins with the capacity that had accumulated by then
     */
    public record Segment(Duration after, BigDecimal eventsPerSecond, Duration burst) {
        /** The default burst, 10 ms: enough that a late wake-up of a few milliseconds costs no throughput. */
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

        /** Creates a segment with {@link #DEFAULT_BURST}. */
        public Segment(Duration after, BigDecimal eventsPerSecond) {
            this(after, eventsPerSecond, DEFAULT_BURST);
        }
    }
}
