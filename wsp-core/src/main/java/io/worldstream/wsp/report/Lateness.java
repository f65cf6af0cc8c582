package io.worldstream.wsp.report;

import io.worldstream.wsp.policy.Speedup;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The distribution of how late events left, measured from their due times. Undefined at {@link Speedup#MAX}, where it
 * has no events.
 *
 * @param total the lateness of all events
 * @param byCause for each cause, the share of lateness that it caused, over the events that it delayed
 */
public record Lateness(Distribution total, Map<LatenessCause, Distribution> byCause) {
    public Lateness {
        byCause = Collections.unmodifiableMap(
                byCause.isEmpty() ? new EnumMap<>(LatenessCause.class) : new EnumMap<>(byCause));
    }

    /** Returns a lateness without events. */
    public static Lateness none() {
        return new Lateness(new Distribution(0, 0, 0, 0), Map.of());
    }

    /**
     * A distribution in microseconds.
     *
     * @param events the number of events in it
     * @param p50Micros the median; at most 1.6% above the true value and never below it
     * @param p99Micros the 99th percentile, with the same accuracy
     * @param maxMicros the largest value, exact
     */
    public record Distribution(long events, long p50Micros, long p99Micros, long maxMicros) {}
}
