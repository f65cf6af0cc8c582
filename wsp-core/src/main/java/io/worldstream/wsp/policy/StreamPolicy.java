package io.worldstream.wsp.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A host's settings for its streams, in groups. Immutable; start from {@link #defaults} and change a group:
 *
 * <pre>{@code
 * StreamPolicy policy = StreamPolicy.defaults()
 *         .withPacing(pacing -> pacing.withSpeedup(Speedup.of("60")))
 *         .withPush(push -> push.withMaxInFlight(16));
 * }</pre>
 *
 * or bind one from properties with {@link #from}.
 */
public final class StreamPolicy {
    private static final StreamPolicy DEFAULTS = new StreamPolicy(new Groups());

    private final PacingPolicy pacing;
    private final PushPolicy push;
    private final EnvelopePolicy envelope;
    private final AdmissionPolicy admission;
    private final SecurityPolicy security;
    private final ReadPolicy read;
    private final OutcomePolicy outcomes;
    private final CheckpointPolicy checkpoint;
    private final Limits limits;

    private StreamPolicy(Groups groups) {
        pacing = Objects.requireNonNull(groups.pacing, "pacing");
        push = Objects.requireNonNull(groups.push, "push");
        envelope = Objects.requireNonNull(groups.envelope, "envelope");
        admission = Objects.requireNonNull(groups.admission, "admission");
        security = Objects.requireNonNull(groups.security, "security");
        read = Objects.requireNonNull(groups.read, "read");
        outcomes = Objects.requireNonNull(groups.outcomes, "outcomes");
        checkpoint = Objects.requireNonNull(groups.checkpoint, "checkpoint");
        limits = Objects.requireNonNull(groups.limits, "limits");
    }

    /**
     * Returns the defaults, which are stated at the groups: real time, one envelope in flight, framing and ids of the
     * legacy pull; a facts view without a delivery mode is refused.
     */
    public static StreamPolicy defaults() {
        return DEFAULTS;
    }

    /**
     * Binds a policy from properties. The keys, and the syntax of their values, are those of the {@code wsp}
     * configuration in the sections {@code policy}, {@code security}, {@code checkpoint} and {@code limits}, for example {@code
     * policy.stream_speedup=60}; {@link PolicySetting#all} lists them. A key that is left out keeps its default. The value of
     * {@code security.producers} is a map here; for the list of a file, use {@link ProducerPolicy#readFrom}.
     *
     * @param properties key to value; maps and lists are JSON
     * @throws IllegalArgumentException if a key is unknown, a value is not allowed or values contradict each other; the
     *     message names every such key and says what is allowed, or, of an unknown key, the nearest known one if one is near
     */
    public static StreamPolicy from(Map<String, String> properties) {
        return PolicySettings.bind(properties);
    }

    /** Returns when events are released. */
    public PacingPolicy pacing() {
        return pacing;
    }

    /** Returns how events are pushed to the gate. */
    public PushPolicy push() {
        return push;
    }

    /** Returns what envelopes hold. */
    public EnvelopePolicy envelope() {
        return envelope;
    }

    /** Returns which runs are streamed. */
    public AdmissionPolicy admission() {
        return admission;
    }

    /** Returns which runs the host obeys, and as whom it may emit. */
    public SecurityPolicy security() {
        return security;
    }

    /** Returns how the sealed tables are read and put in order. */
    public ReadPolicy read() {
        return read;
    }

    /** Returns the policy for outcomes that leave the host a choice, and for rows that cannot become events. */
    public OutcomePolicy outcomes() {
        return outcomes;
    }

    /** Returns the policy for saving a run's position. */
    public CheckpointPolicy checkpoint() {
        return checkpoint;
    }

    /** Returns the budgets that bound memory. */
    public Limits limits() {
        return limits;
    }

    /** Returns this policy at another speed. */
    public StreamPolicy withSpeedup(Speedup speedup) {
        return withPacing(group -> group.withSpeedup(speedup));
    }

    /** Returns this policy with a changed {@link #pacing} group. */
    public StreamPolicy withPacing(UnaryOperator<PacingPolicy> change) {
        return with(groups -> groups.pacing = change.apply(pacing));
    }

    /** Returns this policy with a changed {@link #push} group. */
    public StreamPolicy withPush(UnaryOperator<PushPolicy> change) {
        return with(groups -> groups.push = change.apply(push));
    }

    /** Returns this policy with a changed {@link #envelope} group. */
    public StreamPolicy withEnvelope(UnaryOperator<EnvelopePolicy> change) {
        return with(groups -> groups.envelope = change.apply(envelope));
    }

    /** Returns this policy with a changed {@link #admission} group. */
    public StreamPolicy withAdmission(UnaryOperator<AdmissionPolicy> change) {
        return with(groups -> groups.admission = change.apply(admission));
    }

    /** Returns this policy with a changed {@link #security} group. */
    public StreamPolicy withSecurity(UnaryOperator<SecurityPolicy> change) {
        return with(groups -> groups.security = change.apply(security));
    }

    /** Returns this policy with a changed {@link #read} group. */
    public StreamPolicy withRead(UnaryOperator<ReadPolicy> change) {
        return with(groups -> groups.read = change.apply(read));
    }

    /** Returns this policy with a changed {@link #outcomes} group. */
    public StreamPolicy withOutcomes(UnaryOperator<OutcomePolicy> change) {
        return with(groups -> groups.outcomes = change.apply(outcomes));
    }

    /** Returns this policy with another policy for saving a run's position. */
    public StreamPolicy withCheckpoint(CheckpointPolicy value) {
        return with(groups -> groups.checkpoint = value);
    }

    /** Returns this policy with other budgets. */
    public StreamPolicy withLimits(Limits value) {
        return with(groups -> groups.limits = value);
    }

    /**
     * Returns this policy if its groups agree. Producers and dry runs call this method when they get their policy.
     *
     * @throws IllegalArgumentException if {@link AdmissionPolicy#platformRunId} is set under {@link EnvelopeContract#V0},
     *     whose READYs name no platform run
     */
    public StreamPolicy requireConsistent() {
        String contradiction = contradiction();
        if (contradiction != null) {
            throw new IllegalArgumentException(SecuritySettings.PLATFORM_RUN_ID + ": " + contradiction);
        }
        return this;
    }

    @Nullable String contradiction() {
        return admission.platformRunId() != null && envelope.contract() == EnvelopeContract.V0
                ? "needs policy.envelope_contract: v1; a READY under v0 names no platform run"
                : null;
    }

    private StreamPolicy with(Consumer<Groups> change) {
        Groups groups = new Groups();
        groups.pacing = pacing;
        groups.push = push;
        groups.envelope = envelope;
        groups.admission = admission;
        groups.security = security;
        groups.read = read;
        groups.outcomes = outcomes;
        groups.checkpoint = checkpoint;
        groups.limits = limits;
        change.accept(groups);
        return new StreamPolicy(groups);
    }

    private Map<String, Object> groups() {
        Map<String, Object> groups = new LinkedHashMap<>();
        groups.put("pacing", pacing);
        groups.put("push", push);
        groups.put("envelope", envelope);
        groups.put("admission", admission);
        groups.put("security", security);
        groups.put("read", read);
        groups.put("outcomes", outcomes);
        groups.put("checkpoint", checkpoint);
        groups.put("limits", limits);
        return groups;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamPolicy that && groups().equals(that.groups());
    }

    @Override
    public int hashCode() {
        return groups().hashCode();
    }

    /**
     * Returns the settings that differ from the defaults, by the keys of {@link #from}, such as {@code
     * StreamPolicy{policy.stream_speedup=60, policy.max_in_flight=8}}.
     */
    @Override
    public String toString() {
        Map<String, String> differences = new LinkedHashMap<>();
        for (PolicySetting setting : PolicySetting.all()) {
            String value = setting.valueIn(this);
            if (!value.equals(setting.fallback())) {
                differences.put(setting.key(), value);
            }
        }
        return "StreamPolicy" + differences;
    }

    private static final class Groups {
        private PacingPolicy pacing = PacingPolicy.DEFAULTS;
        private PushPolicy push = PushPolicy.DEFAULTS;
        private EnvelopePolicy envelope = EnvelopePolicy.DEFAULTS;
        private AdmissionPolicy admission = AdmissionPolicy.DEFAULTS;
        private SecurityPolicy security = SecurityPolicy.DEFAULTS;
        private ReadPolicy read = ReadPolicy.DEFAULTS;
        private OutcomePolicy outcomes = OutcomePolicy.DEFAULTS;
        private CheckpointPolicy checkpoint = CheckpointPolicy.DEFAULTS;
        private Limits limits = Limits.DEFAULTS;
    }
}
