package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Catalogue.TimeFormat;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EnvelopePolicy;
import io.worldstream.wsp.policy.EventIdRecipe;
import io.worldstream.wsp.policy.IdentityHints;
import io.worldstream.wsp.policy.OutputPolicy;
import io.worldstream.wsp.policy.PayloadProfile;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The events that a run streams and their order. A function of facts view, catalogue and policy, and of nothing else;
 * timing and destination (speed, caps, window, URLs, roots) are not part of it. Immutable; equal if all values are.
 *
 * <p>The engine makes plans; a host reads them. A later release may add values, so there is a builder for tests, and no
 * constructor.
 */
public final class StreamPlan extends PlanValue {
    private final Pins pins;
    private final List<Target> targets;
    private final List<OutputId> absent;
    private final Set<String> neverStream;
    private final @Nullable TrafficWindow window;
    private final EnvelopePolicy envelope;
    private final Stamps stamps;
    private final Hex64 digest;
    private final List<String> notes;

    private StreamPlan(Builder from) {
        pins = from.pins;
        targets = from.targets;
        absent = from.absent;
        neverStream = from.neverStream;
        window = from.window;
        envelope = from.envelope;
        stamps = from.stamps;
        digest = from.digest;
        notes = from.notes;
    }

    /**
     * Returns a builder of a plan without targets.
     *
     * @param pins the identity of run and world
     * @param digest the digest of everything else but the notes
     */
    public static Builder builder(Pins pins, Hex64 digest) {
        return new Builder(pins, digest);
    }

    /** Returns the identity of run and world. */
    public Pins pins() {
        return pins;
    }

    /** Returns the outputs that are streamed, traffic and context, in ascending order of their ids. */
    public List<Target> targets() {
        return targets;
    }

    /** Returns the optional outputs, traffic or context, that the engine omitted. */
    public List<OutputId> absent() {
        return absent;
    }

    /** Returns {@link OutputPolicy#neverStream}, in ascending order; it changes no stream, only which are refused. */
    public Set<String> neverStream() {
        return neverStream;
    }

    /** Returns the span of event time that is streamed, or null for all. */
    public @Nullable TrafficWindow window() {
        return window;
    }

    /** Returns the payload layout. */
    public PayloadProfile payloadProfile() {
        return envelope.payloadProfile();
    }

    /** Returns the identity hints of payloads. */
    public IdentityHints identityHints() {
        return envelope.payload().identityHints();
    }

    /** Returns the rule that derives event ids. */
    public EventIdRecipe eventIdRecipe() {
        return envelope.eventIdRecipe();
    }

    /** Returns the set of identity fields. */
    public EnvelopeContract envelopeContract() {
        return envelope.contract();
    }

    /** Returns the envelope's {@code producer}. */
    public String producer() {
        return envelope.producer();
    }

    /** Returns the provenance that all envelopes share. */
    public Stamps stamps() {
        return stamps;
    }

    /** Returns the digest of all of the above except {@link #neverStream}. */
    public Hex64 digest() {
        return digest;
    }

    /** Returns human-readable remarks, not covered by the digest. */
    public List<String> notes() {
        return notes;
    }

    @Override
    void fields(BiConsumer<String, @Nullable Object> field) {
        field.accept("pins", pins);
        field.accept("targets", targets);
        field.accept("absent", absent);
        field.accept("neverStream", neverStream);
        field.accept("window", window);
        field.accept("payloadProfile", payloadProfile());
        field.accept("identityHints", identityHints());
        field.accept("eventIdRecipe", eventIdRecipe());
        field.accept("envelopeContract", envelopeContract());
        field.accept("producer", producer());
        field.accept("stamps", stamps);
        field.accept("digest", digest);
        field.accept("notes", notes);
    }

    /** Builds a plan. Not thread-safe. */
    public static final class Builder {
        private final Pins pins;
        private final Hex64 digest;
        private List<Target> targets = List.of();
        private List<OutputId> absent = List.of();
        private Set<String> neverStream = Set.of();
        private @Nullable TrafficWindow window;
        private EnvelopePolicy envelope = EnvelopePolicy.DEFAULTS;
        private Stamps stamps = Stamps.NONE;
        private List<String> notes = List.of();

        private Builder(Pins pins, Hex64 digest) {
            this.pins = Objects.requireNonNull(pins, "pins");
            this.digest = Objects.requireNonNull(digest, "digest");
        }

        /** Sets {@link StreamPlan#targets()}. Default: none. */
        public Builder targets(List<Target> value) {
            targets = List.copyOf(value);
            return this;
        }

        /** Sets {@link StreamPlan#absent()}. Default: none. */
        public Builder absent(List<OutputId> value) {
            absent = List.copyOf(value);
            return this;
        }

        /** Sets {@link StreamPlan#neverStream()}. Default: none. */
        public Builder neverStream(Set<String> value) {
            neverStream = Collections.unmodifiableSet(new TreeSet<>(value));
            return this;
        }

        /** Sets {@link StreamPlan#window()}. Default: null. */
        public Builder window(@Nullable TrafficWindow value) {
            window = value;
            return this;
        }

        /** Sets payloads, id recipe, contract and producer. Default: {@link EnvelopePolicy#DEFAULTS}. */
        public Builder envelope(EnvelopePolicy value) {
            envelope = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets {@link StreamPlan#stamps()}. Default: {@link Stamps#NONE}. */
        public Builder stamps(Stamps value) {
            stamps = Objects.requireNonNull(value, "value");
            return this;
        }

        /** Sets {@link StreamPlan#notes()}. Default: none. */
        public Builder notes(List<String> value) {
            notes = List.copyOf(value);
            return this;
        }

        /** Returns the plan. */
        public StreamPlan build() {
            return new StreamPlan(this);
        }
    }

    /** One output of a plan. Immutable; equal if all values are. */
    public static final class Target extends PlanValue {
        private final OutputId outputId;
        private final OutputRole role;
        private final String locatorPath;
        private final String locatorJson;
        private final Hex64 contentDigest;
        private final List<String> primaryKey;
        private final List<String> gates;
        private final boolean instanceScoped;
        private final @Nullable String instanceReceiptRef;
        private final String timeField;
        private final TimeFormat timeFormat;
        private final @Nullable String schemaVersion;

        private Target(Builder from) {
            outputId = from.outputId;
            role = from.role;
            locatorPath = from.locatorPath;
            locatorJson = from.locatorJson;
            contentDigest = from.contentDigest;
            primaryKey = from.primaryKey;
            gates = from.gates;
            instanceScoped = from.instanceScoped;
            instanceReceiptRef = from.instanceReceiptRef;
            timeField = from.timeField;
            timeFormat = from.timeFormat;
            schemaVersion = from.schemaVersion;
        }

        /**
         * Returns a builder of an output.
         *
         * @param outputId the output
         * @param locatorPath the location of its bytes, as given in the facts view
         * @param locatorJson the locator from the facts view, in canonical JSON
         * @param contentDigest the digest that those bytes must have
         */
        public static Builder builder(OutputId outputId, String locatorPath, String locatorJson, Hex64 contentDigest) {
            return new Builder(outputId, locatorPath, locatorJson, contentDigest);
        }

        /** Returns the output. */
        public OutputId outputId() {
            return outputId;
        }

        /** Returns why the output is streamed. */
        public OutputRole role() {
            return role;
        }

        /** Returns the location of its bytes, as given in the facts view. */
        public String locatorPath() {
            return locatorPath;
        }

        /** Returns the locator from the facts view, in canonical JSON. */
        public String locatorJson() {
            return locatorJson;
        }

        /** Returns the digest that its bytes must have. */
        public Hex64 contentDigest() {
            return contentDigest;
        }

        /** Returns the row fields that identify a row. */
        public List<String> primaryKey() {
            return primaryKey;
        }

        /** Returns the gates that the output requires, all PASS in scope. */
        public List<String> gates() {
            return gates;
        }

        /** Returns whether the output requires, and has, an instance receipt. */
        public boolean instanceScoped() {
            return instanceScoped;
        }

        /** Returns a reference to the instance receipt, or null if the facts view gives none. */
        public @Nullable String instanceReceiptRef() {
            return instanceReceiptRef;
        }

        /** Returns the row field that holds the event time. */
        public String timeField() {
            return timeField;
        }

        /** Returns the format of the event time. */
        public TimeFormat timeFormat() {
            return timeFormat;
        }

        /** Returns the envelope's {@code schema_version}, or null if it is left out. */
        public @Nullable String schemaVersion() {
            return schemaVersion;
        }

        @Override
        void fields(BiConsumer<String, @Nullable Object> field) {
            field.accept("outputId", outputId);
            field.accept("role", role);
            field.accept("locatorPath", locatorPath);
            field.accept("locatorJson", locatorJson);
            field.accept("contentDigest", contentDigest);
            field.accept("primaryKey", primaryKey);
            field.accept("gates", gates);
            field.accept("instanceScoped", instanceScoped);
            field.accept("instanceReceiptRef", instanceReceiptRef);
            field.accept("timeField", timeField);
            field.accept("timeFormat", timeFormat);
            field.accept("schemaVersion", schemaVersion);
        }

        /** Builds an output. Not thread-safe. */
        public static final class Builder {
            private final OutputId outputId;
            private final String locatorPath;
            private final String locatorJson;
            private final Hex64 contentDigest;
            private OutputRole role = OutputRole.TRAFFIC;
            private List<String> primaryKey = List.of();
            private List<String> gates = List.of();
            private boolean instanceScoped;
            private @Nullable String instanceReceiptRef;
            private String timeField = Catalogue.DEFAULT_TIME_FIELD;
            private TimeFormat timeFormat = TimeFormat.RFC3339;
            private @Nullable String schemaVersion;

            private Builder(OutputId outputId, String locatorPath, String locatorJson, Hex64 contentDigest) {
                this.outputId = Objects.requireNonNull(outputId, "outputId");
                this.locatorPath = Objects.requireNonNull(locatorPath, "locatorPath");
                this.locatorJson = Objects.requireNonNull(locatorJson, "locatorJson");
                this.contentDigest = Objects.requireNonNull(contentDigest, "contentDigest");
            }

            /** Sets {@link Target#role()}. Default: {@link OutputRole#TRAFFIC}. */
            public Builder role(OutputRole value) {
                role = Objects.requireNonNull(value, "value");
                return this;
            }

            /** Sets {@link Target#primaryKey()}. Default: none. */
            public Builder primaryKey(List<String> value) {
                primaryKey = List.copyOf(value);
                return this;
            }

            /** Sets {@link Target#gates()}. Default: none. */
            public Builder gates(List<String> value) {
                gates = List.copyOf(value);
                return this;
            }

            /** Sets {@link Target#instanceScoped()}. Default: false. */
            public Builder instanceScoped(boolean value) {
                instanceScoped = value;
                return this;
            }

            /** Sets {@link Target#instanceReceiptRef()}. Default: null. */
            public Builder instanceReceiptRef(@Nullable String value) {
                instanceReceiptRef = value;
                return this;
            }

            /**
             * Sets {@link Target#timeField()} and {@link Target#timeFormat()}. Default: {@link
             * Catalogue#DEFAULT_TIME_FIELD}, {@link TimeFormat#RFC3339}.
             */
            public Builder time(String field, TimeFormat format) {
                timeField = Objects.requireNonNull(field, "field");
                timeFormat = Objects.requireNonNull(format, "format");
                return this;
            }

            /** Sets {@link Target#schemaVersion()}. Default: null. */
            public Builder schemaVersion(@Nullable String value) {
                schemaVersion = value;
                return this;
            }

            /** Returns the output. */
            public Target build() {
                return new Target(this);
            }
        }
    }
}
