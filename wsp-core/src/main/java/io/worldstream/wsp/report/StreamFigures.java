package io.worldstream.wsp.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan's events ask of the door, counted over all of them in order. Seconds and minutes of wall time are counted from
 * the start of the stream, those of event time as the clock shows them in UTC.
 *
 * @param longestGap the longest event time between two events that follow each other
 * @param longestGapFrom the event time of the first of the two, or null if there are no two
 * @param largestBurst the most events of one instant
 * @param largestBurstAt that instant, or null without events
 * @param busiestMinute the most events in one minute of event time
 * @param busiestMinuteFrom the start of that minute, or null without events
 * @param peakPerSecond the most events that come due in one second of wall time at the planned speed, before any cap; null
 *     at {@code max}, where nothing is ever due
 * @param peakPerMinute the same for a minute of wall time
 * @param sustainableSpeed the highest speedup at which the lowest rate of the cap takes the busiest minute without falling
 *     behind in it, to three significant digits, rounded down; null without a cap or without events
 * @param expectedDuration how long the stream takes if the gate answers at once, at the planned speed and under the cap;
 *     null where neither bounds it
 * @param histogramFrom the event time at which the first of equal spans of event time begins: that of the first event of the
 *     stream
 * @param histogram how many events there are in each of these spans
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
