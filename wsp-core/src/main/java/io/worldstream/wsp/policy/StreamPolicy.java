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

/** What a host decides about its streams. Immutable; start from {@link #defaults} or {@link #builder}. */
public final class StreamPolicy {
    /** The longest bound on disorder that can be declared: 100,000 days. */
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

    /** Real time, one envelope in flight, the legacy pull's framing and ids, a silent facts view refused. */
    public static StreamPolicy defaults() {
        return DEFAULTS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** This policy at another speed. */
    public StreamPolicy withSpeedup(Speedup other) {
        return toBuilder().speedup(other).build();
    }

    /** Starts from this policy. */
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

    /** How fast time runs. */
    public Speedup speedup() {
        return speedup;
    }

    /** What happens to time when the door is slow. */
    public LatePolicy latePolicy() {
        return latePolicy;
    }

    /** The most events per second of wall time, or null for no cap. */
    public @Nullable RateSchedule rateSchedule() {
        return rateSchedule;
    }

    /** What a facts view without a delivery mode means. */
    public DeliveryModeAbsent deliveryModeAbsent() {
        return deliveryModeAbsent;
    }

    /** Unknown top-level fields of a facts view that are passed over. */
    public Set<String> ignorableFactsFields() {
        return ignorableFactsFields;
    }

    /** Whether a traffic output may require no gate. */
    public boolean allowUngated() {
        return allowUngated;
    }

    /** What payloads hold. */
    public PayloadProfile payloadProfile() {
        return payloadProfile;
    }

    /** How event ids are minted. */
    public EventIdRecipe eventIdRecipe() {
        return eventIdRecipe;
    }

    /** Which identity fields pins and envelopes carry. */
    public EnvelopeContract envelopeContract() {
        return envelopeContract;
    }

    /** The envelope's {@code producer}. */
    public String producer() {
        return producer;
    }

    /** The envelope's {@code schema_version} for an output, or null if it is left out. */
    public @Nullable String schemaVersion(OutputId outputId) {
        Optional<String> mapped = schemaVersions.get(outputId);
        return mapped == null ? schemaVersion : mapped.orElse(null);
    }

    /** Whether envelopes carry the wall time of their first push. */
    public boolean stampEmittedAt() {
        return stampEmittedAt;
    }

    /** The window: envelopes that may be out at once. */
    public int maxInFlight() {
        return maxInFlight;
    }

    /** What the gate sees in the order of event time. */
    public Ordering ordering() {
        return ordering;
    }

    /** How streams hold back. */
    public Backpressure backpressure() {
        return backpressure;
    }

    /** The row's field whose value is the flow of an event, or null for what gates partition by. */
    public @Nullable String flowKey(OutputId outputId) {
        return flowKeys.get(outputId);
    }

    /** What follows from what the gate does to an event. */
    public OutcomePolicy outcomes() {
        return outcomes;
    }

    /** How long a read of sealed bytes is tried, from its first failure. */
    public Duration readRetryBudget() {
        return readRetryBudget;
    }

    /** How pushes are tried again. */
    public RetryPolicy retry() {
        return retry;
    }

    /** When quarantine halts a run. */
    public QuarantinePolicy quarantine() {
        return quarantine;
    }

    /** How far behind a later row another may come in the parts of an output, or null if nothing is declared. */
    public @Nullable Duration maxDisorder(OutputId outputId) {
        return maxDisorder.get(outputId);
    }

    /** The outputs for which such a bound is declared, in the order of their ids. */
    public Set<OutputId> maxDisorderOutputs() {
        return Collections.unmodifiableSet(new TreeSet<>(maxDisorder.keySet()));
    }

    /** How often a run saves where it stands. */
    public CheckpointPolicy checkpoint() {
        return checkpoint;
    }

    /** What becomes of a run that another host holds. */
    public LeaseHeld leaseHeld() {
        return leaseHeld;
    }

    /** How far duplicates are looked for. */
    public KeyCheck keyCheck() {
        return keyCheck;
    }

    /** What a kept survey is held to. */
    public SurveyTrust surveyTrust() {
        return surveyTrust;
    }

    /** Where streams begin, or null for the first event. */
    public @Nullable StartAt startAt() {
        return startAt;
    }

    /** The budgets that bound memory. */
    public Limits limits() {
        return limits;
    }

    /** The settings that differ from the defaults, such as {@code StreamPolicy{speedup=60, maxInFlight=8}}. */
    @Override
    public String toString() {
        Map<String, @Nullable Object> settings = settings();
        settings.entrySet().removeAll(DEFAULTS.settings().entrySet());
        return "StreamPolicy" + settings;
    }

    /** All of it by name, in the order of the builder. */
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
     * How pushes are tried again: exponential backoff with full jitter, counted from now; the gate's {@code Retry-After}
     * is a floor.
     *
     * @param budget how long one event may be tried, from its first failure, before the run halts
     * @param initial the first backoff at most
     * @param max the longest backoff at most
     * @param ambiguousRetries tries after a gate says that it does not know
     * @param retryableReasons quarantine reasons that mean "not now", beside those of contracts 9
     */
    public record RetryPolicy(
            Duration budget, Duration initial, Duration max, int ambiguousRetries, Set<String> retryableReasons) {
        private static final Duration LONGEST = Duration.ofDays(365);

        /** Five minutes, from 100 ms to 10 s, 3 ambiguous tries. */
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
     * When quarantine halts a run, because the gate does not know what it is sent (contracts 9).
     *
     * @param firstEvents halts if so many first events are all quarantined; 0 for never
     * @param inARow halts after so many in a row for one reason; 0 for never
     */
    public record QuarantinePolicy(int firstEvents, int inARow) {
        /** The first 20, or 1,000 in a row. */
        public static final QuarantinePolicy DEFAULTS = new QuarantinePolicy(20, 1000);

        public QuarantinePolicy {
            if (firstEvents < 0 || inARow < 0) {
                throw new IllegalArgumentException("quarantine limits are 0 or more: " + firstEvents + ", " + inARow);
            }
        }
    }

    /** Collects a policy. Not for use by several threads. */
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

        /** How often a run saves where it stands. */
        public Builder checkpoint(CheckpointPolicy value) {
            checkpoint = Objects.requireNonNull(value);
            return this;
        }

        /** What becomes of a run that another host holds; it is waited for unless set. */
        public Builder leaseHeld(LeaseHeld value) {
            leaseHeld = Objects.requireNonNull(value);
            return this;
        }

        /** How fast time runs. */
        public Builder speedup(Speedup value) {
            speedup = Objects.requireNonNull(value);
            return this;
        }

        /** What happens to time when the door is slow. */
        public Builder latePolicy(LatePolicy value) {
            latePolicy = Objects.requireNonNull(value);
            return this;
        }

        /**
         * The most events per second, the whole run long: short for {@link #rateSchedule} with one segment.
         *
         * @param eventsPerSecond above 0, at most 1e9, with at most 9 places; null for no cap
         */
        public Builder rateCap(@Nullable BigDecimal eventsPerSecond) {
            return rateSchedule(eventsPerSecond == null ? null : RateSchedule.constant(eventsPerSecond));
        }

        /**
         * The most events per second, as it changes while a run streams.
         *
         * @param value null for no cap
         */
        public Builder rateSchedule(@Nullable RateSchedule value) {
            rateSchedule = value;
            return this;
        }

        /** What a facts view without a delivery mode means. */
        public Builder deliveryModeAbsent(DeliveryModeAbsent value) {
            deliveryModeAbsent = Objects.requireNonNull(value);
            return this;
        }

        /** Unknown top-level fields of a facts view to pass over. */
        public Builder ignorableFactsFields(Set<String> value) {
            ignorableFactsFields = Objects.requireNonNull(value);
            return this;
        }

        /** Whether a traffic output may require no gate. */
        public Builder allowUngated(boolean value) {
            allowUngated = value;
            return this;
        }

        /** What payloads hold. */
        public Builder payloadProfile(PayloadProfile value) {
            payloadProfile = Objects.requireNonNull(value);
            return this;
        }

        /** How event ids are minted. */
        public Builder eventIdRecipe(EventIdRecipe value) {
            eventIdRecipe = Objects.requireNonNull(value);
            return this;
        }

        /** Which identity fields pins and envelopes carry. */
        public Builder envelopeContract(EnvelopeContract value) {
            envelopeContract = Objects.requireNonNull(value);
            return this;
        }

        /**
         * The envelope's {@code producer}.
         *
         * @param value 1 to 128 characters
         */
        public Builder producer(String value) {
            producer = bounded(value, 128, "a producer");
            return this;
        }

        /**
         * The envelope's {@code schema_version} where no output has its own.
         *
         * @param value 1 to 64 characters, or null to leave it out
         */
        public Builder schemaVersion(@Nullable String value) {
            schemaVersion = value == null ? null : bounded(value, 64, "a schema version");
            return this;
        }

        /**
         * The envelope's {@code schema_version} for one output.
         *
         * @param outputId the output
         * @param value 1 to 64 characters, or null to leave it out
         */
        public Builder schemaVersion(OutputId outputId, @Nullable String value) {
            schemaVersions.put(
                    outputId, Optional.ofNullable(value == null ? null : bounded(value, 64, "a schema version")));
            return this;
        }

        /** Whether envelopes carry the wall time of their first push. */
        public Builder stampEmittedAt(boolean value) {
            stampEmittedAt = value;
            return this;
        }

        /**
         * The window.
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

        /** What the gate sees in the order of event time; with a window of 1 it is all events either way. */
        public Builder ordering(Ordering value) {
            ordering = Objects.requireNonNull(value);
            return this;
        }

        /** How streams hold back where the gate takes less than is due. */
        public Builder backpressure(Backpressure value) {
            backpressure = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Names the field whose value is the flow of an output's events. Without it the first of {@code flow_id}, {@code
         * merchant_id}, {@code account_id} and {@code party_id} that a row has; a row without any is a flow of its own.
         *
         * @param outputId the output
         * @param field of the row, at its top level
         */
        public Builder flowKey(OutputId outputId, String field) {
            flowKeys.put(outputId, bounded(field, 256, "a flow's field"));
            return this;
        }

        /** What follows from what the gate does to an event. */
        public Builder outcomes(OutcomePolicy value) {
            outcomes = Objects.requireNonNull(value);
            return this;
        }

        /**
         * How long a read of sealed bytes that fails with an {@link java.io.IOException} is tried again, from its first
         * failure, before the run is refused or halts. Default: one minute. Between two tries it waits 100 ms, twice as long
         * each time, up to 10 s; where the host drives the engine without a background executor, as many tries follow each
         * other without a wait, since that would block the driver.
         *
         * @param value from 0, for one try, to a day
         */
        public Builder readRetryBudget(Duration value) {
            if (value.isNegative() || value.compareTo(LONGEST_READ_RETRY) > 0) {
                throw new IllegalArgumentException("a read retry budget is from 0 to 1 day, not " + value);
            }
            readRetryBudget = value;
            return this;
        }

        /** How pushes are tried again. */
        public Builder retry(RetryPolicy value) {
            retry = Objects.requireNonNull(value);
            return this;
        }

        /** When quarantine halts a run. */
        public Builder quarantine(QuarantinePolicy value) {
            quarantine = Objects.requireNonNull(value);
            return this;
        }

        /** The budgets that bound memory. */
        public Builder limits(Limits value) {
            limits = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Declares how far behind a later row another may come in the parts of an output. A window of that length then puts
         * them in order, in place of a sort; a part that has more disorder is refused.
         *
         * @param outputId the output
         * @param bound of event time, not negative, whole microseconds, up to {@link #LONGEST_DISORDER}
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

        /** How far duplicates are looked for. */
        public Builder keyCheck(KeyCheck value) {
            keyCheck = Objects.requireNonNull(value);
            return this;
        }

        /** What a survey that was kept from an earlier start is held to. */
        public Builder surveyTrust(SurveyTrust value) {
            surveyTrust = Objects.requireNonNull(value);
            return this;
        }

        /**
         * Where streams begin; what is before it is not streamed.
         *
         * @param value null for the first event
         */
        public Builder startAt(@Nullable StartAt value) {
            startAt = value;
            return this;
        }

        /** The policy. */
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
