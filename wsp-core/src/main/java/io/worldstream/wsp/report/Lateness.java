package io.worldstream.wsp.report;

import io.worldstream.wsp.policy.Speedup;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How late events left, measured from their due times. Undefined, and so without events, at {@link Speedup#MAX}.
 *
 * @param total over all events
 * @param byCause of the events that a cause delayed, how much of their lateness was due to it
 */
public record Lateness(Distribution total, Map<LatenessCause, Distribution> byCause) {
    public Lateness {
        byCause = Collections.unmodifiableMap(
                byCause.isEmpty() ? new EnumMap<>(LatenessCause.class) : new EnumMap<>(byCause));
    }

    /** No event was measured. */
    public static Lateness none() {
        return new Lateness(new Distribution(0, 0, 0, 0), Map.of());
    }

    /**
     * A distribution in microseconds.
     *
     * @param events how many events it is of
     * @param p50Micros the median; within 1.6% of the true value, not below it
     * @param p99Micros the 99th percentile, likewise
     * @param maxMicros the largest, exact
     */
    public record Distribution(long events, long p50Micros, long p99Micros, long maxMicros) {}
}
