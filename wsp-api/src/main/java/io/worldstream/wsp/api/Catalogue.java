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
 * The engine's output catalogue, limited to the fields that WSP reads (contracts 3). Immutable.
 *
 * @param version the catalogue's own version
 * @param outputs the entries by output, in document order
 */
public record Catalogue(String version, Map<OutputId, Output> outputs) {
    /** The row field that holds the domain time, unless an entry names another one. */
    public static final String DEFAULT_TIME_FIELD = "ts_utc";

    public Catalogue {
        Objects.requireNonNull(version, "version");
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /**
     * Creates a catalogue from its entries.
     *
     * @throws WspException {@link ReasonCode#CONFIG_INVALID} if two entries name the same output
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

    /** Returns the entry of an output, or empty if the catalogue has none. */
    public Optional<Output> find(OutputId outputId) {
        return Optional.ofNullable(outputs.get(outputId));
    }

    /**
     * The catalogue entry of one output.
     *
     * @param outputId the output's name
     * @param primaryKey the row fields that identify a row, in order; empty for most outputs that are not traffic
     * @param requiredGates the gates that must be PASS before the output is read
     * @param scope the identity tokens that scope the output, as one text; empty if the catalogue does not state a
     *     scope
     * @param optional whether the engine may omit the output
     * @param timeField the row field that holds the domain time
     * @param timeFormat the format of that field
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

        /**
         * Creates the entry of a required output whose time is RFC 3339 text in {@value Catalogue#DEFAULT_TIME_FIELD}.
         */
        public Output(OutputId outputId, List<String> primaryKey, List<String> requiredGates, String scope) {
            this(outputId, primaryKey, requiredGates, scope, false, DEFAULT_TIME_FIELD, TimeFormat.RFC3339);
        }

        /**
         * Returns whether each instance needs its own receipt before it is read (contracts 3). An empty scope says
         * nothing about instances, so it requires a receipt (I11).
         */
        public boolean instanceScoped() {
            return scope.isEmpty()
                    || Stream.of("seed", "scenario_id", "parameter_hash", "run_id")
                            .anyMatch(scope::contains);
        }
    }

    /** The format of a row's domain time. */
    public enum TimeFormat {
        /** RFC 3339 text with any offset and 0 to 9 fraction digits. */
        RFC3339,
        /** Integer seconds since 1970-01-01T00:00:00Z. */
        EPOCH_S,
        /** Integer milliseconds since 1970-01-01T00:00:00Z. */
        EPOCH_MS,
        /** Integer microseconds since 1970-01-01T00:00:00Z. */
        EPOCH_US,
        /** Integer nanoseconds since 1970-01-01T00:00:00Z. */
        EPOCH_NS
    }
}
