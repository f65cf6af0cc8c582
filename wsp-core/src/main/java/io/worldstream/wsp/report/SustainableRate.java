package io.worldstream.wsp.report;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.Ordering;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rate that a stream sustains at a gate of a given latency, if the gate admits every event at its first try and
 * another event is always due. It is the lowest of three limits:
 *
 * <ul>
 *   <li>the busiest flow, of which one event is in flight at a time: 1 / (its share of the events × latency); under
 *       {@link Ordering#PER_KEY} only
 *   <li>the window: {@code max_in_flight} / latency; 1 / latency under {@link Ordering#GLOBAL}
 *   <li>the rate cap; of a schedule, its highest rate
 * </ul>
 *
 * Immutable.
 */
public final class SustainableRate extends ReportValue {
    private final Duration gateLatency;
    private final Ordering ordering;
    private final BigDecimal eventsPerSecond;
    private final Limit limit;
    private final @Nullable BigDecimal greatestShare;
    private final List<BusyFlow> busiestFlows;

    private SustainableRate(Builder from) {
        gateLatency = from.gateLatency;
        ordering = from.ordering;
        eventsPerSecond = from.eventsPerSecond;
        limit = from.limit;
        greatestShare = from.greatestShare;
        busiestFlows = from.busiestFlows;
    }

    /**
     * Returns a builder of a rate without flows; see {@link #gateLatency()}, {@link #ordering()}, {@link
     * #eventsPerSecond()} and {@link #limit()}.
     */
    public static Builder builder(Duration gateLatency, Ordering ordering, BigDecimal eventsPerSecond, Limit limit) {
        return new Builder(gateLatency, ordering, eventsPerSecond, limit);
    }

    /** Returns the mean time that the gate takes to answer. */
    public Duration gateLatency() {
        return gateLatency;
    }

    /** Returns the order of the events in flight. */
    public Ordering ordering() {
        return ordering;
    }

    /** Returns the rate in events per second of wall time, to six significant digits, rounded down. */
    public BigDecimal eventsPerSecond() {
        return eventsPerSecond;
    }

    /** Returns the limit that determines the rate. */
    public Limit limit() {
        return limit;
    }

    /**
     * Returns the share of the busiest flow in all events of the stream, to six significant digits; null if events are
     * not ordered by flow, or none has one. Rows with the same value are one flow, in whichever output: events of the
     * value are added up over the outputs. If they are not counted exactly ({@link BusyFlow#eventsAtMost()}), this is
     * the greatest possible share.
     */
    public @Nullable BigDecimal greatestShare() {
        return greatestShare;
    }

    /** Returns the busiest flows of each output, at most ten in all, the busiest first; none without an order by flow. */
    public List<BusyFlow> busiestFlows() {
        return busiestFlows;
    }

    @Override
    @Nullable Object[] fields() {
        return new @Nullable Object[] {
            "gateLatency", gateLatency,
            "ordering", ordering,
            "eventsPerSecond", eventsPerSecond,
            "limit", limit,
            "greatestShare", greatestShare,
            "busiestFlows", busiestFlows
        };
    }

    /** The limit that determines a rate. */
    public enum Limit {
        /** The busiest flow, of which one event is in flight at a time. */
        FLOW,
        /** The number of events in flight. */
        IN_FLIGHT,
        /** The rate cap. */
        RATE_CAP
    }

    /** The events of one output with one value of the flow key. Immutable. */
    public static final class BusyFlow extends ReportValue {
        private final OutputId outputId;
        private final String flow;
        private final long events;
        private final long eventsAtMost;
        private final BigDecimal share;

        private BusyFlow(OutputId outputId, String flow, long events, long eventsAtMost, BigDecimal share) {
            this.outputId = Objects.requireNonNull(outputId, "outputId");
            this.flow = Objects.requireNonNull(flow, "flow");
            this.events = events;
            this.eventsAtMost = eventsAtMost;
            this.share = Objects.requireNonNull(share, "share");
        }

        /**
         * Returns a flow; see {@link #outputId()}, {@link #flow()}, {@link #events()}, {@link #eventsAtMost()} and
         * {@link #share()}.
         */
        public static BusyFlow of(OutputId outputId, String flow, long events, long eventsAtMost, BigDecimal share) {
            return new BusyFlow(outputId, flow, events, eventsAtMost, share);
        }

        /** Returns the output. */
        public OutputId outputId() {
            return outputId;
        }

        /**
         * Returns the value of the flow key: a string's text, any other value as it is spelled. Truncated after 160
         * characters, with control characters escaped.
         */
        public String flow() {
            return flow;
        }

        /** Returns the number of events, or the least possible number if they are not counted exactly. */
        public long events() {
            return events;
        }

        /**
         * Returns the greatest possible number of events; {@link #events()} if they are counted exactly, which they are
         * in a stream of at most 32,768 flows. Beyond, the two differ by at most 1 / 32,768 of the events of the
         * stream.
         */
        public long eventsAtMost() {
            return eventsAtMost;
        }

        /** Returns the share of {@link #events()} in all events of the stream, to six significant digits. */
        public BigDecimal share() {
            return share;
        }

        @Override
        @Nullable Object[] fields() {
            return new Object[] {
                "outputId", outputId, "flow", flow, "events", events, "eventsAtMost", eventsAtMost, "share", share
            };
        }
    }

    /** Builds a rate. Not thread-safe. */
    public static final class Builder {
        private final Duration gateLatency;
        private final Ordering ordering;
        private final BigDecimal eventsPerSecond;
        private final Limit limit;
        private @Nullable BigDecimal greatestShare;
        private List<BusyFlow> busiestFlows = List.of();

        private Builder(Duration gateLatency, Ordering ordering, BigDecimal eventsPerSecond, Limit limit) {
            this.gateLatency = Objects.requireNonNull(gateLatency, "gateLatency");
            this.ordering = Objects.requireNonNull(ordering, "ordering");
            this.eventsPerSecond = Objects.requireNonNull(eventsPerSecond, "eventsPerSecond");
            this.limit = Objects.requireNonNull(limit, "limit");
        }

        /** Sets {@link SustainableRate#greatestShare()}. Default: null. */
        public Builder greatestShare(@Nullable BigDecimal value) {
            greatestShare = value;
            return this;
        }

        /** Sets {@link SustainableRate#busiestFlows()}. Default: none. */
        public Builder busiestFlows(List<BusyFlow> value) {
            busiestFlows = List.copyOf(value);
            return this;
        }

        /** Returns the rate. */
        public SustainableRate build() {
            return new SustainableRate(this);
        }
    }
}
