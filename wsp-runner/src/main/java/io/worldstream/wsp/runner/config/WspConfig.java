package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.policy.CheckpointPolicy;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import io.worldstream.wsp.policy.StreamPolicy.QuarantinePolicy;
import io.worldstream.wsp.policy.StreamPolicy.RetryPolicy;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/** An immutable configuration that was validated for a {@link Purpose}. */
public final class WspConfig {
    private final Map<String, JsonNode> values;
    private final List<String> warnings;
    private final Place place;

    WspConfig(Map<String, JsonNode> values, List<String> warnings, Place place) {
        this.values = Map.copyOf(values);
        this.warnings = List.copyOf(warnings);
        this.place = place;
    }

    /** Returns what the operator should know of this configuration, such as keys that have been renamed. */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns the value of a key, or its default; empty if it has neither. */
    public <T> Optional<T> find(ConfigKey<T> key) {
        return Optional.ofNullable(values.get(key.name()))
                .or(() -> Optional.ofNullable(key.fallback()).map(key.type()::node))
                .map(node -> key.type().read(node, place));
    }

    /**
     * Returns the value of a key that has a default or is required for the purpose.
     *
     * @throws NoSuchElementException if the key is not set and has no default
     */
    public <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new NoSuchElementException(key.name()));
    }

    /** Builds the stream policy from the {@code policy}, {@code checkpoint} and {@code limits} keys. */
    public StreamPolicy policy() {
        StreamPolicy.Builder policy = StreamPolicy.builder()
                .speedup(get(ConfigTable.STREAM_SPEEDUP))
                .latePolicy(get(ConfigTable.LATE_POLICY))
                .rateSchedule(get(ConfigTable.RATE_CAP).orElse(null))
                .deliveryModeAbsent(get(ConfigTable.DELIVERY_MODE_ABSENT))
                .payloadProfile(get(ConfigTable.FRAMING))
                .eventIdRecipe(get(ConfigTable.EVENT_ID))
                .envelopeContract(get(ConfigTable.ENVELOPE_CONTRACT))
                .stampEmittedAt(get(ConfigTable.STAMP_EMITTED_AT))
                .maxInFlight(get(ConfigTable.MAX_IN_FLIGHT))
                .ordering(get(ConfigTable.ORDERING))
                .backpressure(get(ConfigTable.BACKPRESSURE))
                .outcomes(outcomes())
                .producer(get(ConfigTable.PRODUCER))
                .ignorableFactsFields(get(ConfigTable.IGNORABLE_FACTS_FIELDS))
                .allowUngated(get(ConfigTable.ALLOW_UNGATED))
                .retry(retry())
                .readRetryBudget(get(ConfigTable.READ_RETRY_BUDGET))
                .quarantine(quarantine())
                .checkpoint(new CheckpointPolicy(
                        get(ConfigTable.CHECKPOINT_EVENTS),
                        get(ConfigTable.CHECKPOINT_INTERVAL),
                        get(ConfigTable.CHECKPOINT_PATIENCE)))
                .leaseHeld(get(ConfigTable.ON_LEASE_HELD))
                .startAt(find(ConfigTable.START_AT).orElse(null))
                .keyCheck(get(ConfigTable.KEY_CHECK))
                .surveyTrust(get(ConfigTable.SURVEY_TRUST))
                .limits(limits());
        get(ConfigTable.FLOW_KEY).forEach(policy::flowKey);
        get(ConfigTable.MAX_DISORDER).forEach(policy::maxDisorder);
        return get(ConfigTable.SCHEMA_VERSION).applyTo(policy).build();
    }

    /**
     * Builds the retry policy.
     *
     * @throws IllegalArgumentException if the keys contradict each other
     */
    RetryPolicy retry() {
        return new RetryPolicy(
                get(ConfigTable.RETRY_BUDGET),
                get(ConfigTable.RETRY_INITIAL),
                get(ConfigTable.RETRY_MAX),
                get(ConfigTable.AMBIGUOUS_RETRIES),
                Set.of());
    }

    private QuarantinePolicy quarantine() {
        return new QuarantinePolicy(get(ConfigTable.QUARANTINE_FIRST), get(ConfigTable.QUARANTINE_IN_A_ROW));
    }

    private OutcomePolicy outcomes() {
        return new OutcomePolicy(
                get(ConfigTable.ON_QUARANTINE),
                get(ConfigTable.ON_REJECTED),
                get(ConfigTable.ON_BAD_ROW),
                get(ConfigTable.ON_RETRY_EXHAUSTED),
                get(ConfigTable.DEAD_LETTER_ROWS));
    }

    private Limits limits() {
        return Limits.builder()
                .maxMessageBytes(get(ConfigTable.MAX_MESSAGE_BYTES))
                .maxDocumentBytes(get(ConfigTable.MAX_DOCUMENT_BYTES))
                .maxParts(get(ConfigTable.MAX_PARTS))
                .maxRowBytes(get(ConfigTable.MAX_ROW_BYTES))
                .maxRowDepth(get(ConfigTable.MAX_ROW_DEPTH))
                .maxKeyBytes(get(ConfigTable.MAX_KEY_BYTES))
                .maxFindings(get(ConfigTable.MAX_FINDINGS))
                .maxRowViolations(get(ConfigTable.MAX_ROW_VIOLATIONS))
                .maxBadRows(get(ConfigTable.MAX_BAD_ROWS))
                .sortBytes(get(ConfigTable.SORT_BYTES))
                .maxTieBytes(get(ConfigTable.MAX_TIE_BYTES))
                .readAheadEvents(get(ConfigTable.READ_AHEAD_EVENTS))
                .readAheadBytes(get(ConfigTable.READ_AHEAD_BYTES))
                .build();
    }
}
