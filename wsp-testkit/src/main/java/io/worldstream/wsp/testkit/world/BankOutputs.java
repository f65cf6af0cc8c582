package io.worldstream.wsp.testkit.world;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.util.ArrayList;
import java.util.List;

/**
 * The platform's outputs that can be streamed, as its catalogue describes them (contracts 3). Its first generation calls
 * all of them traffic. Its second generation calls only the event streams traffic, and the others {@code non_traffic}: a
 * host may name these as context (contracts 13).
 */
public final class BankOutputs {
    /** The arrivals of a month; the gate's flag is a JSON object. */
    public static final OutputId ARRIVALS = new OutputId("arrival_events_5B");

    /** The parties, accounts and devices of the arrivals. */
    public static final OutputId ARRIVAL_ENTITIES = new OutputId("s1_arrival_entities_6B");

    /** The planned flows. */
    public static final OutputId FLOW_ANCHORS_BASELINE = new OutputId("s2_flow_anchor_baseline_6B");

    /** The flows with fraud overlaid. */
    public static final OutputId FLOW_ANCHORS_WITH_FRAUD = new OutputId("s3_flow_anchor_with_fraud_6B");

    /** The events of the planned flows. */
    public static final OutputId EVENT_STREAM_BASELINE = new OutputId("s2_event_stream_baseline_6B");

    /** The events of the flows with fraud overlaid. */
    public static final OutputId EVENT_STREAM_WITH_FRAUD = new OutputId("s3_event_stream_with_fraud_6B");

    static final String GATE_5B = "gate.layer2.5B.validation";
    static final String GATE_6B = "gate.layer3.6B.validation";
    static final String INSTANCE_SCOPE = "scope_seed_manifest_fingerprint_scenario_id";

    private static final List<Catalogue.Output> ENTRIES = List.of(
            entry(ARRIVALS, GATE_5B, "merchant_id", "arrival_seq"),
            entry(ARRIVAL_ENTITIES, GATE_6B, "merchant_id", "arrival_seq"),
            entry(FLOW_ANCHORS_BASELINE, GATE_6B, "flow_id"),
            entry(FLOW_ANCHORS_WITH_FRAUD, GATE_6B, "flow_id"),
            entry(EVENT_STREAM_BASELINE, GATE_6B, "flow_id", "event_seq"),
            entry(EVENT_STREAM_WITH_FRAUD, GATE_6B, "flow_id", "event_seq"));

    private BankOutputs() {}

    /** Returns all outputs of this class. */
    public static List<OutputId> all() {
        return ENTRIES.stream().map(Catalogue.Output::outputId).toList();
    }

    /**
     * Returns the catalogue entry of an output.
     *
     * @throws IllegalArgumentException if the output is not one of this class; the message lists them
     */
    public static Catalogue.Output entry(OutputId outputId) {
        return ENTRIES.stream()
                .filter(entry -> entry.outputId().equals(outputId))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("a bank's month has no output " + outputId + "; it has " + all()));
    }

    /** Returns the outputs of a world by default. */
    static List<OutputId> standard(EnvelopeContract contract) {
        return switch (contract) {
            case V0 -> List.of(ARRIVALS, EVENT_STREAM_WITH_FRAUD);
            case V1 -> List.of(ARRIVALS, ARRIVAL_ENTITIES, FLOW_ANCHORS_WITH_FRAUD, EVENT_STREAM_WITH_FRAUD);
        };
    }

    /** Returns what the Scenario Runner calls an output. */
    static SealedOutput.Kind kind(OutputId outputId, EnvelopeContract contract) {
        boolean traffic = contract == EnvelopeContract.V0
                || outputId.equals(EVENT_STREAM_BASELINE)
                || outputId.equals(EVENT_STREAM_WITH_FRAUD);
        return traffic ? SealedOutput.Kind.TRAFFIC : SealedOutput.Kind.CONTEXT;
    }

    /** Returns outputs that fill the catalogue alongside the traffic, most of them without a key, as in the field. */
    static List<Catalogue.Output> others() {
        return List.of(
                other("s1_session_index_6B", List.of(), false),
                other("rng_trace_log_5B", List.of(), true),
                other("s5_validation_report_6B", List.of("manifest_fingerprint"), false));
    }

    private static Catalogue.Output other(String id, List<String> primaryKey, boolean optional) {
        return new Catalogue.Output(
                new OutputId(id),
                primaryKey,
                List.of(),
                "scope_manifest_fingerprint",
                optional,
                Catalogue.DEFAULT_TIME_FIELD,
                Catalogue.TimeFormat.RFC3339);
    }

    private static Catalogue.Output entry(OutputId id, String gate, String... rowKey) {
        List<String> key = new ArrayList<>(List.of("seed", "manifest_fingerprint", "scenario_id"));
        key.addAll(List.of(rowKey));
        return new Catalogue.Output(id, key, List.of(gate), INSTANCE_SCOPE);
    }
}
