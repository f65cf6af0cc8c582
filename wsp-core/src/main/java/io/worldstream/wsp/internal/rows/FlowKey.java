package io.worldstream.wsp.internal.rows;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.Ordering;
import io.worldstream.wsp.policy.PushPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule that determines the flow of an output's rows: the hash of the first field that a row has of those by which
 * gates partition (contracts 7), or of the field that the policy names; a row with no such field is a flow of its own.
 * The same text is the same flow, in whichever output. If two flows have the same hash, they merely wait for each
 * other; all arrays are one flow, and all objects. Immutable.
 */
public final class FlowKey {
    /** Puts each row into a flow of its own. */
    public static final FlowKey NONE = new FlowKey(List.of());

    /** The fields by which gates partition; the first one that a row has counts (contracts 7). */
    private static final FlowKey DEFAULT = new FlowKey(List.of("flow_id", "merchant_id", "account_id", "party_id"));

    private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;

    private final List<String> fields;

    private FlowKey(List<String> fields) {
        this.fields = fields;
    }

    /** Returns the flow key of an output's rows, which is {@link #NONE} if the policy does not order by flow. */
    public static FlowKey of(PushPolicy policy, OutputId output) {
        if (policy.ordering() != Ordering.PER_KEY || policy.maxInFlight() == 1) {
            return NONE;
        }
        return ofField(policy.flowKey(output));
    }

    /** Returns the flow key of a field, or of those by which gates partition if it is null. */
    static FlowKey ofField(@Nullable String field) {
        return field == null ? DEFAULT : new FlowKey(List.of(field));
    }

    /** Returns the fields; the first one that a row has, other than as null, counts. */
    List<String> fields() {
        return fields;
    }

    /** Returns the field that decides alone if a row has it, or none. */
    List<String> first() {
        return fields.subList(0, Math.min(1, fields.size()));
    }

    /** Returns the flow of a value's text. */
    static long flow(byte[] text, int from, int to) {
        long hash = FNV_OFFSET;
        for (int at = from; at < to; at++) {
            hash = (hash ^ text[at]) * FNV_PRIME;
        }
        return hash == Row.OWN_FLOW ? FNV_OFFSET : hash;
    }
}
