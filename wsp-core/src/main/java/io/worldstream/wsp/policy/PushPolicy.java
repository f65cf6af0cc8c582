package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.OutputId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How events are pushed to the gate. Start from {@link #DEFAULTS}: components may be added, and with them constructor
 * parameters.
 *
 * @param maxInFlight the window: the most envelopes in flight at once, 1 to 65536. Default: 1
 * @param ordering the scope within which the gate sees events in the order of event time. With a window of 1, all events
 *     are in order whatever is set. Default: {@link Ordering#PER_KEY}
 * @param flowKeys for each output, the top-level row field whose value is the flow of an event. The default, also for
 *     outputs without an entry: the first of {@code flow_id}, {@code merchant_id}, {@code account_id} and {@code
 *     party_id} that the row has; a row with none of them is a flow of its own
 * @param backpressure the control of the window. Default: {@link Backpressure#ADAPTIVE}
 * @param retry the retries of a push. Default: {@link RetryPolicy#DEFAULTS}
 */
public record PushPolicy(
        int maxInFlight,
        Ordering ordering,
        Map<OutputId, String> flowKeys,
        Backpressure backpressure,
        RetryPolicy retry) {
    /** One envelope in flight, in order per flow, with adaptive backpressure. */
    public static final PushPolicy DEFAULTS =
            new PushPolicy(1, Ordering.PER_KEY, Map.of(), Backpressure.ADAPTIVE, RetryPolicy.DEFAULTS);

    public PushPolicy {
        if (maxInFlight < 1 || maxInFlight > 65536) {
            throw new IllegalArgumentException("max in flight is 1 to 65536, not " + maxInFlight);
        }
        Objects.requireNonNull(ordering, "ordering");
        flowKeys = Map.copyOf(flowKeys);
        flowKeys.values().forEach(field -> PolicyChecks.requireLength(field, 256, "a flow's field"));
        Objects.requireNonNull(backpressure, "backpressure");
        Objects.requireNonNull(retry, "retry");
    }

    /** Returns the field whose value is the flow of an output's events, or null for those by which gates partition. */
    public @Nullable String flowKey(OutputId outputId) {
        return flowKeys.get(outputId);
    }

    /** Returns this policy with another {@link #maxInFlight}. */
    public PushPolicy withMaxInFlight(int value) {
        return new PushPolicy(value, ordering, flowKeys, backpressure, retry);
    }

    /** Returns this policy with another {@link #ordering}. */
    public PushPolicy withOrdering(Ordering value) {
        return new PushPolicy(maxInFlight, value, flowKeys, backpressure, retry);
    }

    /** Returns this policy with other {@link #flowKeys}. */
    public PushPolicy withFlowKeys(Map<OutputId, String> value) {
        return new PushPolicy(maxInFlight, ordering, value, backpressure, retry);
    }

    /**
     * Returns this policy with the flow of one output.
     *
     * @param field a top-level field of the output's rows, 1 to 256 characters
     */
    public PushPolicy withFlowKey(OutputId outputId, String field) {
        Map<OutputId, String> fields = new HashMap<>(flowKeys);
        fields.put(outputId, field);
        return withFlowKeys(fields);
    }

    /** Returns this policy with another {@link #backpressure}. */
    public PushPolicy withBackpressure(Backpressure value) {
        return new PushPolicy(maxInFlight, ordering, flowKeys, value, retry);
    }

    /** Returns this policy with another {@link #retry}. */
    public PushPolicy withRetry(RetryPolicy value) {
        return new PushPolicy(maxInFlight, ordering, flowKeys, backpressure, value);
    }
}
