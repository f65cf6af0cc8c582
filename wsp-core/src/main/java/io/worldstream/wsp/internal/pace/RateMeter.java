package io.worldstream.wsp.internal.pace;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.pace.FlowCounts.FlowCount;
import io.worldstream.wsp.internal.rows.FlowReader;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.PushPolicy;
import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.report.SustainableRate;
import io.worldstream.wsp.report.SustainableRate.BusyFlow;
import io.worldstream.wsp.report.SustainableRate.Limit;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the rate that a stream sustains at a gate of a given latency, from its events. Like the dispatcher, it takes
 * rows with the same value of the flow key for one flow, in whichever output. One thread.
 */
public final class RateMeter {
    /** Counters of flows; so many that their error is below the share at which a flow limits any usual window. */
    private static final int MAX_FLOWS = 1 << 15;

    private static final int FLOWS_REPORTED = 10;
    private static final int DIGITS = 6;

    private final PushPolicy push;
    private final @Nullable RateSchedule cap;
    private final Duration gateLatency;
    private final List<OutputId> outputs;
    private final Map<OutputId, OutputFlows> flows = new HashMap<>();
    private final FlowCounts counts;
    private long events;

    /**
     * @param policy determines the flows, the window and the cap
     * @param gateLatency the mean latency of the gate, above zero
     * @param outputs the outputs of the plan
     */
    public RateMeter(StreamPolicy policy, Duration gateLatency, List<OutputId> outputs) {
        this(policy, gateLatency, outputs, MAX_FLOWS);
    }

    RateMeter(StreamPolicy policy, Duration gateLatency, List<OutputId> outputs, int maxFlows) {
        push = policy.push();
        cap = policy.pacing().rateSchedule();
        this.gateLatency = gateLatency;
        this.outputs = List.copyOf(outputs);
        counts = new FlowCounts(maxFlows, outputs.size());
        for (int i = 0; push.ordering() == Ordering.PER_KEY && i < outputs.size(); i++) {
            flows.put(outputs.get(i), new OutputFlows(i, new FlowReader(push, outputs.get(i), policy.limits())));
        }
    }

    /**
     * Counts an event.
     *
     * @param output an output of the plan
     * @param row the text of the event's row
     */
    public void add(OutputId output, byte[] row) {
        events++;
        OutputFlows flowsOfOutput = flows.get(output);
        if (flowsOfOutput != null && flowsOfOutput.reader.read(row)) {
            FlowReader reader = flowsOfOutput.reader;
            counts.add(FlowText.of(reader.source(), reader.start(), reader.end()), flowsOfOutput.index);
        }
    }

    /** Returns the rate; at least one event was added. */
    public SustainableRate rate() {
        BigDecimal latency =
                BigDecimal.valueOf(gateLatency.toSeconds()).add(BigDecimal.valueOf(gateLatency.toNanosPart(), 9));
        int inFlight = push.ordering() == Ordering.GLOBAL ? 1 : push.maxInFlight();
        BigDecimal rate = perSecond(inFlight, latency);
        Limit limit = Limit.IN_FLIGHT;
        long most = counts.mostEvents();
        if (most > 0) {
            BigDecimal ofFlow = perSecond(events, latency.multiply(BigDecimal.valueOf(most)));
            if (ofFlow.compareTo(rate) < 0) {
                rate = ofFlow;
                limit = Limit.FLOW;
            }
        }
        if (cap != null) {
            BigDecimal highest = cap.segments().stream()
                    .map(RateSchedule.Segment::eventsPerSecond)
                    .max(BigDecimal::compareTo)
                    .orElseThrow();
            if (highest.compareTo(rate) < 0) {
                rate = highest;
                limit = Limit.RATE_CAP;
            }
        }
        return SustainableRate.builder(gateLatency, push.ordering(), rate, limit)
                .greatestShare(most == 0 ? null : share(most))
                .busiestFlows(counts.busiest(FLOWS_REPORTED).stream()
                        .map(this::reported)
                        .toList())
                .build();
    }

    private BusyFlow reported(FlowCount count) {
        return BusyFlow.of(
                outputs.get(count.output()),
                LogText.segment(count.flow().toString()),
                count.events(),
                count.eventsAtMost(),
                share(count.events()));
    }

    private BigDecimal share(long part) {
        return BigDecimal.valueOf(part)
                .divide(BigDecimal.valueOf(events), new MathContext(DIGITS))
                .stripTrailingZeros();
    }

    private static BigDecimal perSecond(long number, BigDecimal seconds) {
        return BigDecimal.valueOf(number)
                .divide(seconds, new MathContext(DIGITS, RoundingMode.DOWN))
                .stripTrailingZeros();
    }

    private record OutputFlows(int index, FlowReader reader) {}
}
