package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.OutputId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The identity hints of payloads ({@code payload.identity_hints}): values of the row under names that a gate knows,
 * next to the row that {@link PayloadProfile#CANONICAL} nests. Immutable.
 *
 * @param byOutput for each output that has hints, the row field by the name of the hint; both 1 to 128 characters
 */
public record IdentityHints(Map<OutputId, SortedMap<String, String>> byOutput) {
    /** No output has hints. */
    public static final IdentityHints NONE = new IdentityHints(Map.of());

    private static final int MOST_CHARS = 128;

    /**
     * Validates the names and copies them.
     *
     * @throws IllegalArgumentException if a name or field is not 1 to 128 characters, or an output has no hint
     */
    public IdentityHints {
        Map<OutputId, SortedMap<String, String>> copy = new HashMap<>();
        byOutput.forEach((output, fields) -> copy.put(output, checked(output, fields)));
        byOutput = Collections.unmodifiableMap(copy);
    }

    private static SortedMap<String, String> checked(OutputId output, Map<String, String> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("the output " + output + " has an entry without hints; leave it out");
        }
        fields.forEach((name, field) -> {
            PolicyChecks.requireLength(name, MOST_CHARS, "the name of an identity hint");
            PolicyChecks.requireLength(field, MOST_CHARS, "the field of an identity hint");
        });
        return Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** Returns whether no output has hints. */
    public boolean isEmpty() {
        return byOutput.isEmpty();
    }

    /** Returns the row fields of an output's hints by the names of the hints, in ascending order; empty for none. */
    public SortedMap<String, String> of(OutputId outputId) {
        return byOutput.getOrDefault(outputId, Collections.emptySortedMap());
    }

    /**
     * Returns these hints with those of one output.
     *
     * @param fields the row field by the name of the hint, at least one
     */
    public IdentityHints with(OutputId outputId, Map<String, String> fields) {
        Map<OutputId, SortedMap<String, String>> hints = new HashMap<>(byOutput);
        hints.put(outputId, new TreeMap<>(fields));
        return new IdentityHints(hints);
    }
}
