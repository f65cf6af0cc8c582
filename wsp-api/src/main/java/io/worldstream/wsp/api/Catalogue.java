package io.worldstream.wsp.api;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the engine's output catalogue says of its outputs, as far as WSP reads it (contracts 3). Immutable.
 *
 * @param version the catalogue's own version
 * @param outputs the entries by output, in the order of the document
 */
public record Catalogue(String version, Map<OutputId, Output> outputs) {
    /** The row field that is domain time unless an entry names another. */
    public static final String DEFAULT_TIME_FIELD = "ts_utc";

    public Catalogue {
        Objects.requireNonNull(version, "version");
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /**
     * A catalogue of these entries.
     *
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if two entries name one output
     */
    public static Catalogue of(String version, Collection<Output> entries) {
        Map<OutputId, Output> outputs = new LinkedHashMap<>();
        for (Output entry : entries) {
            if (outputs.put(entry.outputId(), entry) != null) {
                throw new WspException(
                        ReasonCode.CONFIG_INVALID, "the catalogue names output " + entry.outputId() + " twice");
            }
        }
        return new Catalogue(version, outputs);
    }

    /** The entry of an output, if there is one. */
    public Optional<Output> find(OutputId outputId) {
        return Optional.ofNullable(outputs.get(outputId));
    }

    /**
     * One output.
     *
     * @param outputId its name
     * @param primaryKey the row fields that identify a row, in order; empty for most outputs that are not traffic
     * @param requiredGates the gates that must be PASS before it is read
     * @param scope the identity tokens that scope it, as one text; empty if the catalogue does not say
     * @param optional whether the engine may omit it
     * @param timeField the row field that is domain time
     * @param timeFormat how that field is written
     */
    public record Output(
            OutputId outputId,
            List<String> primaryKey,
            List<String> requiredGates,
            String scope,
            boolean optional,
            String timeField,
            TimeFormat timeFormat) {
        public Output {
            Objects.requireNonNull(outputId, "outputId");
            primaryKey = List.copyOf(primaryKey);
            requiredGates = List.copyOf(requiredGates);
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(timeField, "timeField");
            Objects.requireNonNull(timeFormat, "timeFormat");
        }

        /** A required output whose time is RFC 3339 text in {@value Catalogue#DEFAULT_TIME_FIELD}. */
        public Output(OutputId outputId, List<String> primaryKey, List<String> requiredGates, String scope) {
            this(outputId, primaryKey, requiredGates, scope, false, DEFAULT_TIME_FIELD, TimeFormat.RFC3339);
        }

        /**
         * Whether each instance needs a receipt of its own before it is read (contracts 3). A scope that is empty says
         * nothing, so a receipt is asked for (I11).
         */
        public boolean instanceScoped() {
            return scope.isEmpty()
                    || Stream.of("seed", "scenario_id", "parameter_hash", "run_id")
                            .anyMatch(scope::contains);
        }
    }

    /** How a row writes its domain time. */
    public enum TimeFormat {
        /** RFC 3339 text, any offset, 0 to 9 fraction digits. */
        RFC3339,
        /** An integer of seconds since 1970-01-01T00:00:00Z. */
        EPOCH_S,
        /** An integer of milliseconds since then. */
        EPOCH_MS,
        /** An integer of microseconds since then. */
        EPOCH_US,
        /** An integer of nanoseconds since then. */
        EPOCH_NS
    }
}
