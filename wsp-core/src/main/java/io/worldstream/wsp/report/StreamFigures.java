package io.worldstream.wsp.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The demand of a plan's events on the gate, counted over all events in order. Seconds and minutes of wall time count
 * from the start of the stream; those of event time follow the UTC clock.
 *
 * @param longestGap the longest event time between two consecutive events
 * @param longestGapFrom the event time of the first of the two, or null if there is no gap
 * @param largestBurst the most events of one instant
 * @param largestBurstAt that instant, or null without events
 * @param busiestMinute the most events in one minute of event time
 * @param busiestMinuteFrom the start of that minute, or null without events
 * @param peakPerSecond the most events that fall due in one second of wall time at the planned speed, before any cap;
 *     null at {@code max}, which has no due times
 * @param peakPerMinute the most events that fall due in one minute of wall time; null at {@code max}
 * @param sustainableSpeed the highest speedup at which the lowest rate of the cap keeps up with the busiest minute, to
 *     three significant digits, rounded down; null without a cap or without events
 * @param expectedDuration the duration of the stream at the planned speed and under the cap if the gate answers at
 *     once; null if neither bounds it
 * @param histogramFrom the event time at which the first span of the histogram begins: that of the first event of the
 *     stream
 * @param histogram the number of events in each of a series of equal spans of event time
 * @param histogramSpan the length of one such span
 */
public record StreamFigures(
        Duration longestGap,
        @Nullable Instant longestGapFrom,
        long largestBurst,
        @Nullable Instant largestBurstAt,
        long busiestMinute,
        @Nullable Instant busiestMinuteFrom,
        @Nullable Long peakPerSecond,
        @Nullable Long peakPerMinute,
        @Nullable BigDecimal sustainableSpeed,
        @Nullable Duration expectedDuration,
        Instant histogramFrom,
        List<Long> histogram,
        Duration histogramSpan) {
    public StreamFigures {
        histogram = List.copyOf(histogram);
    }
}
