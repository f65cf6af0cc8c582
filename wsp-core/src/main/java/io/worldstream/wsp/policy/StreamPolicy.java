package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.support.LogText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A host's settings for its streams. Immutable; start from {@link #defaults} or {@link #builder}. The defaults are
 * stated at the builder's methods.
 */
public final class StreamPolicy {
    /** The largest disorder bound that can be declared: 100,000 days. */
    public static final Duration LONGEST_DISORDER = Duration.ofDays(100_000);

    private static final Duration LONGEST_READ_RETRY = Duration.ofDays(1);

    private static final StreamPolicy DEFAULTS = builder().build();

    private final Speedup speedup;
    private final LatePolicy latePolicy;
    private final @Nullable RateSchedule rateSchedule;
    private final DeliveryModeAbsent deliveryModeAbsent;
    private final Set<String> ignorableFactsFields;
    private final boolean allowUngated;
    private final PayloadProfile payloadProfile;
    private final EventIdRecipe eventIdRecipe;
    private final EnvelopeContract envelopeContract;
    private final String producer;
    private final @Nullable String schemaVersion;
    private final Map<OutputId, Optional<String>> schemaVersions;
    private final boolean stampEmittedAt;
    private final int maxInFlight;
    private final Ordering ordering;
    private final Backpressure backpressure;
    private final Map<OutputId, String> flowKeys;
    private final RetryPolicy retry;
    private final QuarantinePolicy quarantine;
    private final OutcomePolicy outcomes;
    private final Limits limits;
    private final Map<OutputId, Duration> maxDisorder;
    private final KeyCheck keyCheck;
    private final SurveyTrust surveyTrust;
    private final @Nullable StartAt startAt;
    private final CheckpointPolicy checkpoint;
    private final LeaseHeld leaseHeld;
    private final Duration readRetryBudget;

    private StreamPolicy(Builder from) {
        speedup = from.speedup;
        latePolicy = from.latePolicy;
        rateSchedule = from.rateSchedule;
        deliveryModeAbsent = from.deliveryModeAbsent;
        ignorableFactsFields = Set.copyOf(from.ignorableFactsFields);
        allowUngated = from.allowUngated;
        payloadProfile = from.payloadProfile;
        eventIdRecipe = from.eventIdRecipe;
        envelopeContract = from.envelopeContract;
        producer = from.producer;
        schemaVersion = from.schemaVersion;
        schemaVersions = Map.copyOf(from.schemaVersions);
        stampEmittedAt = from.stampEmittedAt;
        maxInFlight = from.maxInFlight;
        ordering = from.ordering;
        backpressure = from.backpressure;
        flowKeys = Map.copyOf(from.flowKeys);
        retry = from.retry;
        quarantine = from.quarantine;
        outcomes = from.outcomes;
        limits = from.limits;
        maxDisorder = Map.copyOf(from.maxDisorder);
        keyCheck = from.keyCheck;
        surveyTrust = from.surveyTrust;
        startAt = from.startAt;
        checkpoint = from.checkpoint;
        leaseHeld = from.leaseHeld;
        readRetryBudget = from.readRetryBudget;
    }

    /**
     * Returns the defaults: real time, one envelope in flight, framing and ids of the legacy pull; a facts view without
     * a delivery mode is refused.
     */
    public static StreamPolicy defaults() {
        return DEFAULTS;
    }

    /** Returns a builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns this policy at another speed. */
    public StreamPolicy withSpeedup(Speedup other) {
        return toBuilder().speedup(other).build();
    }

    /** Returns a builder that starts with this policy. */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .speedup(speedup)
                .latePolicy(latePolicy)
                .rateSchedule(rateSchedule)
                .deliveryModeAbsent(deliveryModeAbsent)
                .ignorableFactsFields(ignorableFactsFields)
                .allowUngated(allowUngated)
                .payloadProfile(payloadProfile)
                .eventIdRecipe(eventIdRecipe)
                .envelopeContract(envelopeContract)
                .producer(producer)
                .schemaVersion(schemaVersion)
                .stampEmittedAt(stampEmittedAt)
                .maxInFlight(maxInFlight)
                .ordering(ordering)
                .backpressure(backpressure)
                .retry(retry)
                .quarantine(quarantine)
                .outcomes(outcomes)
                .limits(limits)
                .keyCheck(keyCheck)
                .surveyTrust(surveyTrust)
                .startAt(startAt)
                .checkpoint(checkpoint)
                .leaseHeld(leaseHeld)
                .readRetryBudget(readRetryBudget);
        flowKeys.forEach(builder::flowKey);
        maxDisorder.forEach(builder::maxDisorder);
        schemaVersions.forEach((output, version) -> builder.schemaVersion(output, version.orElse(null)));
        return builder;
    }

    /** Returns the speed of simulated time. */
    public Speedup speedup() {
        return speedup;
    }

    /** Returns the policy for a sink slower than the schedule. */
    public LatePolicy latePolicy() {
        return latePolicy;
    }

    /** Returns the cap on events per second of wall time, or null for no cap. */
    public @Nullable RateSchedule rateSchedule() {
        return rateSchedule;
    }

    /** Returns the policy for a facts view without a delivery mode. */
    public DeliveryModeAbsent deliveryModeAbsent() {
        return deliveryModeAbsent;
    }

    /** Returns the unknown top-level fields of a facts view that are ignored. */
    public Set<String> ignorableFactsFields() {
        return ignorableFactsFields;
    }

    /** Returns whether a traffic output may require no gate. */
    public boolean allowUngated() {
        return allowUngated;
    }

    /** Returns the payload layout. */
    public PayloadProfile payloadProfile() {
        return payloadProfile;
    }

    /** Returns the rule that derives event ids. */
    public EventIdRecipe eventIdRecipe() {
        return eventIdRecipe;
    }

    /** Returns the set of identity fields that pins and envelopes carry. */
    public EnvelopeContract envelopeContract() {
        return envelopeContract;
    }

    /** Returns the envelope's {@code producer}. */
    public String producer() {
        return producer;
    }

    /** Returns the envelope's {@code schema_version} for an output, or null if it is left out. */
    public @Nullable String schemaVersion(OutputId outputId) {
        Optional<String> mapped = schemaVersions.get(outputId);
        return mapped == null ? schemaVersion : mapped.orElse(null);
    }

    /** Returns whether envelopes carry the wall time of their first push. */
    public boolean stampEmittedAt() {
        return stampEmittedAt;
    }

    /** Returns the window: the most envelopes in flight at once. */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** Returns the scope within which the gate sees events in the order of event time. */
    public Ordering ordering() {
        return ordering;
    }

    /** Returns the backpressure policy. */
    public Backpressure backpressure() {
        return backpressure;
    }

    /**
     * Returns the row field whose value is the flow of an event, or null for the fields by which gates partition (see
     * {@link Builder#flowKey}).
     */
    public @Nullable String flowKey(OutputId outputId) {
        return flowKeys.get(outputId);
    }

    /** Returns the policy for the gate's outcomes. */
    public OutcomePolicy outcomes() {
        return outcomes;
    }

    /** Returns the retry budget for reading sealed bytes, counted from the first failure. */
    public Duration readRetryBudget() {
        return readRetryBudget;
    }

    /** Returns the retry policy for pushes. */
    public RetryPolicy retry() {
        return retry;
    }

    /** Returns the limits at which quarantine halts a run. */
    public QuarantinePolicy quarantine() {
        return quarantine;
    }

    /** Returns the declared disorder bound of an output's parts, or null if none is declared. */
    public @Nullable Duration maxDisorder(OutputId outputId) {
        return maxDisorder.get(outputId);
    }

    /** Returns the outputs that have a declared disorder bound, in the order of their ids. */
    public Set<OutputId> maxDisorderOutputs() {
        return Collections.unmodifiableSet(new TreeSet<>(maxDisorder.keySet()));
    }

    /** Returns the policy for saving a run's position. */
    public CheckpointPolicy checkpoint() {
        return checkpoint;
    }

    /** Returns the policy for a run that another host holds. */
    public LeaseHeld leaseHeld() {
        return leaseHeld;
    }

    /** Returns the scope of the search for duplicate keys. */
    public KeyCheck keyCheck() {
        return keyCheck;
    }

    /** Returns the trust in a saved survey. */
    public SurveyTrust surveyTrust() {
        return surveyTrust;
    }

    /** Returns the start position of streams, or null for the first event. */
    public @Nullable StartAt startAt() {
        return startAt;
    }

    /** Returns the budgets that bound memory. */
    public Limits limits() {
        return limits;
    }

    /** Returns the settings that differ from the defaults, such as {@code StreamPolicy{speedup=60, maxInFlight=8}}. */
    @Override
    public String toString() {
        Map<String, @Nullable Object> settings = settings();
        settings.entrySet().removeAll(DEFAULTS.settings().entrySet());
        return "StreamPolicy" + settings;
    }

    /** Returns all settings by name, in the order of the fields. */
    Map<String, @Nullable Object> settings() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("speedup", speedup);
        values.put("latePolicy", latePolicy);
        values.put("rateSchedule", rateSchedule);
        values.put("deliveryModeAbsent", deliveryModeAbsent);
        values.put("ignorableFactsFields", new TreeSet<>(ignorableFactsFields));
        values.put("allowUngated", allowUngated);
        values.put("payloadProfile", payloadProfile);
        values.put("eventIdRecipe", eventIdRecipe);
        values.put("envelopeContract", envelopeContract);
        values.put("producer", producer);
        values.put("schemaVersion", schemaVersion);
        values.put("schemaVersions", new TreeMap<>(schemaVersions));
        values.put("stampEmittedAt", stampEmittedAt);
        values.put("maxInFlight", maxInFlight);
        values.put("ordering", ordering);
        values.put("backpressure", backpressure);
        values.put("flowKeys", new TreeMap<>(flowKeys));
        values.put("retry", retry);
        values.put("quarantine", quarantine);
        values.put("outcomes", outcomes);
        values.put("limits", limits);
        values.put("maxDisorder", new TreeMap<>(maxDisorder));
        values.put("keyCheck", keyCheck);
        values.put("surveyTrust", surveyTrust);
        values.put("startAt", startAt);
        values.put("checkpoint", checkpoint);
        values.put("leaseHeld", leaseHeld);
        values.put("readRetryBudget", readRetryBudget);
        return values;
    }

    /**
     * Retry policy for pushes: exponential backoff with full jitter, measured from the failure. The gate's {@code
     * Retry-After} is a lower bound for the wait.
     *
     * @param budget the retry budget of one event, counted from its first failure; when it is spent, {@link
     *     OutcomePolicy#onRetryExhausted} applies. From 0 to 365 days
     * @param initial the upper bound of the first backoff
     * @param max the upper bound of every backoff, at most 365 days
     * @param ambiguousRetries the retries of an event that the gate quarantines because it does not know its outcome
     *     ({@code INTERNAL_ERROR}, {@code PUBLISH_AMBIGUOUS}); when they are spent, it counts as quarantined
     * @param retryableReasons quarantine reasons that mean "not now", in addition to those of contracts 9
     */
    public record RetryPolicy(
            Duration budget, Duration initial, Duration max, int ambiguousRetries, Set<String> retryableReasons) {
        private static final Duration LONGEST = Duration.ofDays(365);

        /** A budget of five minutes, backoff from 100 ms to 10 s, 3 ambiguous retries. */
        public static final RetryPolicy DEFAULTS =
                new RetryPolicy(Duration.ofMinutes(5), Duration.ofMillis(100), Duration.ofSeconds(10), 3, Set.of());

        public RetryPolicy {
            if (budget.isNegative() || budget.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("a retry budget is from 0 to 365 days, not " + budget);
            }
            boolean ordered = initial.compareTo(Duration.ZERO) > 0 && initial.compareTo(max) <= 0;
            if (!ordered || max.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "backoff is 0 < initial <= max <= 365 days, not initial " + initial + ", max " + max);
            }
            if (ambiguousRetries < 0) {
                throw new IllegalArgumentException("ambiguous retries are 0 or more, not " + ambiguousRetries);
            }
            retryableReasons = Set.copyOf(retryableReasons);
        }
    }

    /**
     * Limits at which quarantine halts a run, because it shows that the gate does not know the events it receives
     * (contracts 9).
     *
     * @param firstEvents halts the run if this many first events are all quarantined or dead-lettered; 0 for never
     * @param inARow halts the run after this many events in a row are quarantined or dead-lettered for one reason; 0 for
     *     never
     */
    public record QuarantinePolicy(int firstEvents, int inARow) {
        /** Halts if the first 20 events are all quarantined, or after 1,000 in a row. */
        public static final QuarantinePolicy DEFAULTS = new QuarantinePolicy(20, 1000);

        public QuarantinePolicy {
            if (firstEvents < 0 || inARow < 0) {
                throw new IllegalArgumentException("quarantine limits are 0 or more: " + firstEvents + ", " + inARow);
            }
        }
    }

    /** Builds a policy. Not thread-safe. */
    public static final class Builder {
        private Speedup speedup = Speedup.REAL_TIME;
        private LatePolicy latePolicy = LatePolicy.COUPLED;
        private @Nullable RateSchedule rateSchedule;
        private DeliveryModeAbsent deliveryModeAbsent = DeliveryModeAbsent.REFUSE;
        private Set<String> ignorableFactsFields = Set.of();
        private boolean allowUngated;
        private PayloadProfile payloadProfile = PayloadProfile.LEGACY_PULL;
        private EventIdRecipe eventIdRecipe = EventIdRecipe.LEGACY_PULL;
        private EnvelopeContract envelopeContract = EnvelopeContract.V0;
        private String producer = "svc:world_stream_producer";
        private @Nullable String schemaVersion = "v1";
        private final Map<OutputId, Optional<String>> schemaVersions = new HashMap<>();
        private boolean stampEmittedAt;
        private int maxInFlight = 1;
        private Ordering ordering = Ordering.PER_KEY;
        private Backpressure backpressure = Backpressure.ADAPTIVE;
        private final Map<OutputId, String> flowKeys = new HashMap<>();
        private RetryPolicy retry = RetryPolicy.DEFAULTS;
        private QuarantinePolicy quarantine = QuarantinePolicy.DEFAULTS;
        private OutcomePolicy outcomes = OutcomePolicy.DEFAULTS;
        private Limits limits = Limits.DEFAULTS;
        private final Map<OutputId, Duration> maxDisorder = new HashMap<>();
        private KeyCheck keyCheck = KeyCheck.INSTANT;
        private SurveyTrust surveyTrust = SurveyTrust.DIGEST;
        private @Nullable StartAt startAt;
        private CheckpointPolicy checkpoint = CheckpointPolicy.DEFAULTS;
        private LeaseHeld leaseHeld = LeaseHeld.WAIT;
        private Duration readRetryBudget = Duration.ofMinutes(1);

        private Builder() {}

        /** Sets the policy for saving a run's position. Default: {@link CheckpointPolicy#DEFAULTS}. */
        public Builder checkpoint(CheckpointPolicy value) {
            checkpoint = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the policy for a run that another host holds. Default: {@link LeaseHeld#WAIT}. */
        public Builder leaseHeld(LeaseHeld value) {
            leaseHeld = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the speed of simulated time. Default: {@link Speedup#REAL_TIME}. */
        public Builder speedup(Speedup value) {
            speedup = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the policy for a sink slower than the schedule. Default: {@link LatePolicy#COUPLED}. */
        public Builder latePolicy(LatePolicy value) {
            latePolicy = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets a constant cap on events per second of wall time: shorthand for {@link #rateSchedule} with one segment.
         *
         * @param eventsPerSecond above 0, at most 1e9, with at most 9 decimal places; null for no cap
         */
        public Builder rateCap(@Nullable BigDecimal eventsPerSecond) {
            return rateSchedule(eventsPerSecond == null ? null : RateSchedule.constant(eventsPerSecond));
        }

        /**
         * Sets the cap on events per second of wall time. Default: no cap.
         *
         * @param value null for no cap
         */
        public Builder rateSchedule(@Nullable RateSchedule value) {
            rateSchedule = value;
            return this;
        }

        /** Sets the policy for a facts view without a delivery mode. Default: {@link DeliveryModeAbsent#REFUSE}. */
        public Builder deliveryModeAbsent(DeliveryModeAbsent value) {
            deliveryModeAbsent = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the unknown top-level fields of a facts view to ignore. Default: none. */
        public Builder ignorableFactsFields(Set<String> value) {
            ignorableFactsFields = Objects.requireNonNull(value);
            return this;
        }

        /** Sets whether a traffic output may require no gate. Default: false. */
        public Builder allowUngated(boolean value) {
            allowUngated = value;
            return this;
        }

        /** Sets the payload layout. Default: {@link PayloadProfile#LEGACY_PULL}. */
        public Builder payloadProfile(PayloadProfile value) {
            payloadProfile = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the rule that derives event ids. Default: {@link EventIdRecipe#LEGACY_PULL}. */
        public Builder eventIdRecipe(EventIdRecipe value) {
            eventIdRecipe = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the set of identity fields that pins and envelopes carry. Default: {@link EnvelopeContract#V0}. */
        public Builder envelopeContract(EnvelopeContract value) {
            envelopeContract = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets the envelope's {@code producer}. Default: {@code svc:world_stream_producer}.
         *
         * @param value 1 to 128 characters
         */
        public Builder producer(String value) {
            producer = bounded(value, 128, "a producer");
            return this;
        }

        /**
         * Sets the envelope's {@code schema_version} for outputs without one of their own. Default: {@code v1}.
         *
         * @param value 1 to 64 characters, or null to leave it out
         */
        public Builder schemaVersion(@Nullable String value) {
            schemaVersion = value == null ? null : bounded(value, 64, "a schema version");
            return this;
        }

        /**
         * Sets the envelope's {@code schema_version} for one output.
         *
         * @param outputId the output
         * @param value 1 to 64 characters, or null to leave it out
         */
        public Builder schemaVersion(OutputId outputId, @Nullable String value) {
            schemaVersions.put(
                    outputId, Optional.ofNullable(value == null ? null : bounded(value, 64, "a schema version")));
            return this;
        }

        /** Sets whether envelopes carry the wall time of their first push. Default: false. */
        public Builder stampEmittedAt(boolean value) {
            stampEmittedAt = value;
            return this;
        }

        /**
         * Sets the window: the most envelopes in flight at once. Default: 1.
         *
         * @param value 1 to 65536
         */
        public Builder maxInFlight(int value) {
            if (value < 1 || value > 65536) {
                throw new IllegalArgumentException("max in flight is 1 to 65536, not " + value);
            }
            maxInFlight = value;
            return this;
        }

        /**
         * Sets the scope within which the gate sees events in the order of event time. Default: {@link
         * Ordering#PER_KEY}. With a window of 1, all events are in order whatever is set.
         */
        public Builder ordering(Ordering value) {
            ordering = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the backpressure policy. Default: {@link Backpressure#ADAPTIVE}. */
        public Builder backpressure(Backpressure value) {
            backpressure = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Names the field whose value is the flow of an output's events. Default: the first of {@code flow_id}, {@code
         * merchant_id}, {@code account_id} and {@code party_id} that the row has; a row with none of them is a flow of
         * its own.
         *
         * @param outputId the output
         * @param field a top-level field of the row
         */
        public Builder flowKey(OutputId outputId, String field) {
            flowKeys.put(outputId, bounded(field, 256, "a flow's field"));
            return this;
        }

        /** Sets the policy for the gate's outcomes. Default: {@link OutcomePolicy#DEFAULTS}. */
        public Builder outcomes(OutcomePolicy value) {
            outcomes = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets the retry budget for reads of sealed bytes that fail with an {@link java.io.IOException}, counted from
         * the first failure. When it is spent, the run is refused or halts. Default: one minute. The wait between
         * attempts starts at 100 ms and doubles up to 10 s. If the host drives the engine without a background
         * executor, the same number of attempts is made without waiting, since a wait would block the driver.
         *
         * @param value from 0, for one attempt, to a day
         */
        public Builder readRetryBudget(Duration value) {
            if (value.isNegative() || value.compareTo(LONGEST_READ_RETRY) > 0) {
                throw new IllegalArgumentException("a read retry budget is from 0 to 1 day, not " + value);
            }
            readRetryBudget = value;
            return this;
        }

        /** Sets the retry policy for pushes. Default: {@link RetryPolicy#DEFAULTS}. */
        public Builder retry(RetryPolicy value) {
            retry = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the limits at which quarantine halts a run. Default: {@link QuarantinePolicy#DEFAULTS}. */
        public Builder quarantine(QuarantinePolicy value) {
            quarantine = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the budgets that bound memory. Default: {@link Limits#DEFAULTS}. */
        public Builder limits(Limits value) {
            limits = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Declares a disorder bound: how far behind a later row another row may come in the parts of an output. The
         * rows are then put in order by a window of that length instead of a sort; a part with more disorder is
         * refused. Default: none declared.
         *
         * @param outputId the output
         * @param bound a span of event time; not negative, whole microseconds, at most {@link #LONGEST_DISORDER}
         */
        public Builder maxDisorder(OutputId outputId, Duration bound) {
            if (bound.isNegative() || bound.toNanosPart() % 1000 != 0 || bound.compareTo(LONGEST_DISORDER) > 0) {
                throw new IllegalArgumentException(
                        "a bound on disorder is not negative, whole microseconds and at most " + LONGEST_DISORDER
                                + ", not " + bound);
            }
            maxDisorder.put(outputId, bound);
            return this;
        }

        /** Sets the scope of the search for duplicate keys. Default: {@link KeyCheck#INSTANT}. */
        public Builder keyCheck(KeyCheck value) {
            keyCheck = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the trust in a survey saved by an earlier start. Default: {@link SurveyTrust#DIGEST}. */
        public Builder surveyTrust(SurveyTrust value) {
            surveyTrust = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Sets the start position of streams; events before it are not streamed. Default: the first event.
         *
         * @param value null for the first event
         */
        public Builder startAt(@Nullable StartAt value) {
            startAt = value;
            return this;
        }

        /** Returns the policy. */
        public StreamPolicy build() {
            return new StreamPolicy(this);
        }

        private static String bounded(String value, int maxChars, String what) {
            if (value.isEmpty() || value.length() > maxChars) {
                throw new IllegalArgumentException(
                        what + " is 1 to " + maxChars + " characters, not " + LogText.quote(value));
            }
            return value;
        }
    }
}
