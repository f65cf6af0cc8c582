package io.worldstream.wsp.report;

import io.worldstream.wsp.policy.Speedup;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The distribution of how late events left, measured from their due times. Undefined at {@link Speedup#MAX}, where it
 * has no events. Immutable.
 */
public final class Lateness extends ReportValue {
    private static final Lateness NONE = of(Distribution.NONE, Map.of());

    private final Distribution total;
    private final Map<LatenessCause, Distribution> byCause;

    private Lateness(Distribution total, Map<LatenessCause, Distribution> byCause) {
        this.total = Objects.requireNonNull(total, "total");
        Map<LatenessCause, Distribution> copy = new EnumMap<>(LatenessCause.class);
        copy.putAll(byCause);
        this.byCause = Collections.unmodifiableMap(copy);
    }

    /** Returns a lateness; see {@link #total()} and {@link #byCause()}. */
    public static Lateness of(Distribution total, Map<LatenessCause, Distribution> byCause) {
        return new Lateness(total, byCause);
    }

    /** Returns a lateness without events. */
    public static Lateness none() {
        return NONE;
    }

    /** Returns the lateness of all events. */
    public Distribution total() {
        return total;
    }

    /**
     * Returns, for each cause, the share of lateness that it caused, over the events that it delayed. A cause that
     * delayed no event is absent.
     */
    public Map<LatenessCause, Distribution> byCause() {
        return byCause;
    }

    @Override
    @Nullable Object[] fields() {
        return new Object[] {"total", total, "byCause", byCause};
    }

    /** A distribution in microseconds. Immutable. */
    public static final class Distribution extends ReportValue {
        /** The distribution of no events. */
        public static final Distribution NONE = of(0, 0, 0, 0);

        private final long events;
        private final long p50Micros;
        private final long p99Micros;
        private final long maxMicros;

        private Distribution(long events, long p50Micros, long p99Micros, long maxMicros) {
            this.events = events;
            this.p50Micros = p50Micros;
            this.p99Micros = p99Micros;
            this.maxMicros = maxMicros;
        }

        /** Returns a distribution of a number of events: its median, 99th percentile and maximum in microseconds. */
        public static Distribution of(long events, long p50Micros, long p99Micros, long maxMicros) {
            return new Distribution(events, p50Micros, p99Micros, maxMicros);
        }

        /** Returns the number of events in the distribution. */
        public long events() {
            return events;
        }

        /** Returns the median; at most 1.6% above the true value and never below it. */
        public long p50Micros() {
            return p50Micros;
        }

        /** Returns the 99th percentile; at most 1.6% above the true value and never below it. */
        public long p99Micros() {
            return p99Micros;
        }

        /** Returns the largest value, exact. */
        public long maxMicros() {
            return maxMicros;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {
                "events", events, "p50Micros", p50Micros, "p99Micros", p99Micros, "maxMicros", maxMicros
            };
        }
    }
}
