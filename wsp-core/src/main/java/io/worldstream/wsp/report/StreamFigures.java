package io.worldstream.wsp.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The demand of a plan's events on the gate, counted over all events in order. Seconds and minutes of wall time count
 * from the start of the stream; those of event time follow the UTC clock. Immutable.
 */
public final class StreamFigures extends ReportValue {
    private final Duration longestGap;
    private final @Nullable Instant longestGapFrom;
    private final long largestBurst;
    private final @Nullable Instant largestBurstAt;
    private final long busiestMinute;
    private final @Nullable Instant busiestMinuteFrom;
    private final @Nullable Long peakPerSecond;
    private final @Nullable Long peakPerMinute;
    private final @Nullable BigDecimal sustainableSpeed;
    private final @Nullable Duration expectedDuration;
    private final Instant histogramFrom;
    private final Duration histogramSpan;
    private final List<Long> histogram;
    private final @Nullable SustainableRate sustainableRate;

    private StreamFigures(Builder from) {
        longestGap = from.longestGap;
        longestGapFrom = from.longestGapFrom;
        largestBurst = from.largestBurst;
        largestBurstAt = from.largestBurstAt;
        busiestMinute = from.busiestMinute;
        busiestMinuteFrom = from.busiestMinuteFrom;
        peakPerSecond = from.peakPerSecond;
        peakPerMinute = from.peakPerMinute;
        sustainableSpeed = from.sustainableSpeed;
        expectedDuration = from.expectedDuration;
        histogramFrom = from.histogramFrom;
        histogramSpan = from.histogramSpan;
        histogram = from.histogram;
        sustainableRate = from.sustainableRate;
    }

    /**
     * Returns a builder of figures without events; see {@link #histogramFrom()}, {@link #histogramSpan()} and {@link
     * #histogram()}.
     */
    public static Builder builder(Instant histogramFrom, Duration histogramSpan, List<Long> histogram) {
        return new Builder(histogramFrom, histogramSpan, histogram);
    }

    /** Returns the longest event time between two consecutive events. */
    public Duration longestGap() {
        return longestGap;
    }

    /** Returns the event time of the first of the two, or null if there is no gap. */
    public @Nullable Instant longestGapFrom() {
        return longestGapFrom;
    }

    /** Returns the most events of one instant. */
    public long largestBurst() {
        return largestBurst;
    }

    /** Returns that instant, or null without events. */
    public @Nullable Instant largestBurstAt() {
        return largestBurstAt;
    }

    /** Returns the most events in one minute of event time. */
    public long busiestMinute() {
        return busiestMinute;
    }

    /** Returns the start of that minute, or null without events. */
    public @Nullable Instant busiestMinuteFrom() {
        return busiestMinuteFrom;
    }

    /**
     * Returns the most events that fall due in one second of wall time at the planned speed, before any cap; null at
     * {@code max}, which has no due times.
     */
    public @Nullable Long peakPerSecond() {
        return peakPerSecond;
    }

    /** Returns the most events that fall due in one minute of wall time; null at {@code max}. */
    public @Nullable Long peakPerMinute() {
        return peakPerMinute;
    }

    /**
     * Returns the highest speedup at which the lowest rate of the cap keeps up with the busiest minute, to three
     * significant digits, rounded down; null without a cap or without events.
     */
    public @Nullable BigDecimal sustainableSpeed() {
        return sustainableSpeed;
    }

    /**
     * Returns the duration of the stream at the planned speed and under the cap if the gate answers at once; null if
     * neither bounds it.
     */
    public @Nullable Duration expectedDuration() {
        return expectedDuration;
    }

    /**
     * Returns the event time at which the first span of the histogram begins: that of the first event of the stream.
     */
    public Instant histogramFrom() {
        return histogramFrom;
    }

    /** Returns the length of one span of the histogram. */
    public Duration histogramSpan() {
        return histogramSpan;
    }

    /** Returns the number of events in each of a series of equal spans of event time. */
    public List<Long> histogram() {
        return histogram;
    }

    /** Returns the rate that the stream sustains at a gate of a given latency, or null if no latency was given. */
    public @Nullable SustainableRate sustainableRate() {
        return sustainableRate;
    }

    @Override
    @Nullable Object[] fields() {
        return new @Nullable Object[] {
            "longestGap", longestGap,
            "longestGapFrom", longestGapFrom,
            "largestBurst", largestBurst,
            "largestBurstAt", largestBurstAt,
            "busiestMinute", busiestMinute,
            "busiestMinuteFrom", busiestMinuteFrom,
            "peakPerSecond", peakPerSecond,
            "peakPerMinute", peakPerMinute,
            "sustainableSpeed", sustainableSpeed,
            "expectedDuration", expectedDuration,
            "histogramFrom", histogramFrom,
            "histogramSpan", histogramSpan,
            "histogram", histogram,
            "sustainableRate", sustainableRate
        };
    }

    /** Builds figures. Not thread-safe. */
    public static final class Builder {
        private final Instant histogramFrom;
        private final Duration histogramSpan;
        private final List<Long> histogram;
        private Duration longestGap = Duration.ZERO;
        private @Nullable Instant longestGapFrom;
        private long largestBurst;
        private @Nullable Instant largestBurstAt;
        private long busiestMinute;
        private @Nullable Instant busiestMinuteFrom;
        private @Nullable Long peakPerSecond;
        private @Nullable Long peakPerMinute;
        private @Nullable BigDecimal sustainableSpeed;
        private @Nullable Duration expectedDuration;
        private @Nullable SustainableRate sustainableRate;

        private Builder(Instant histogramFrom, Duration histogramSpan, List<Long> histogram) {
            this.histogramFrom = Objects.requireNonNull(histogramFrom, "histogramFrom");
            this.histogramSpan = Objects.requireNonNull(histogramSpan, "histogramSpan");
            this.histogram = List.copyOf(histogram);
        }

        /** Sets {@link StreamFigures#longestGap()} and where it begins. Default: zero, null. */
        public Builder longestGap(Duration gap, @Nullable Instant from) {
            longestGap = Objects.requireNonNull(gap);
            longestGapFrom = from;
            return this;
        }

        /** Sets {@link StreamFigures#largestBurst()} and its instant. Default: 0, null. */
        public Builder largestBurst(long events, @Nullable Instant at) {
            largestBurst = events;
            largestBurstAt = at;
            return this;
        }

        /** Sets {@link StreamFigures#busiestMinute()} and its start. Default: 0, null. */
        public Builder busiestMinute(long events, @Nullable Instant from) {
            busiestMinute = events;
            busiestMinuteFrom = from;
            return this;
        }

        /** Sets {@link StreamFigures#peakPerSecond()} and {@link StreamFigures#peakPerMinute()}. Default: null. */
        public Builder peaks(@Nullable Long perSecond, @Nullable Long perMinute) {
            peakPerSecond = perSecond;
            peakPerMinute = perMinute;
            return this;
        }

        /** Sets {@link StreamFigures#sustainableSpeed()}. Default: null. */
        public Builder sustainableSpeed(@Nullable BigDecimal value) {
            sustainableSpeed = value;
            return this;
        }

        /** Sets {@link StreamFigures#expectedDuration()}. Default: null. */
        public Builder expectedDuration(@Nullable Duration value) {
            expectedDuration = value;
            return this;
        }

        /** Sets {@link StreamFigures#sustainableRate()}. Default: null. */
        public Builder sustainableRate(@Nullable SustainableRate value) {
            sustainableRate = value;
            return this;
        }

        /** Returns the figures. */
        public StreamFigures build() {
            return new StreamFigures(this);
        }
    }
}
