package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.support.LogText;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Outputs that are streamed with the traffic of a facts view, and outputs that never are (contracts 13). Start from
 * {@link #DEFAULTS}: components may be added, and with them constructor parameters.
 *
 * @param contextOutputs outputs that are streamed as context, whatever their role. Each needs locator, digest, gates and
 *     catalogue entry exactly as traffic does, and may be absent only if the catalogue calls it optional. Not streamed
 *     for a run without traffic. Default: none
 * @param neverStream names of outputs that must not be streamed, such as truth products: each an output id, or the start
 *     of one followed by {@code *}. A context output with such a name is not allowed; a run whose traffic has such a
 *     name is refused with {@code CONFIG_INVALID}. Default: {@code s4_*}
 */
public record OutputPolicy(Set<OutputId> contextOutputs, Set<String> neverStream) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}\\*?");

    /** No context, and none of the truth products of the platform. */
    public static final OutputPolicy DEFAULTS = new OutputPolicy(Set.of(), Set.of("s4_*"));

    /**
     * Copies and validates the names.
     *
     * @throws IllegalArgumentException if a name of {@code neverStream} has another form, or matches a context output
     */
    public OutputPolicy {
        contextOutputs = Set.copyOf(contextOutputs);
        neverStream = Set.copyOf(neverStream);
        for (String name : neverStream) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "expected an output id (1 to 128 of A-Z a-z 0-9 _ . -), or the start of one and `*`, found "
                                + LogText.quote(name));
            }
        }
        for (OutputId output : new TreeSet<>(contextOutputs)) {
            if (isNeverStreamed(neverStream, output)) {
                throw new IllegalArgumentException(output + " is named by policy.context_outputs and excluded by"
                        + " policy.never_stream " + new TreeSet<>(neverStream) + "; change one of them");
            }
        }
    }

    /** Returns whether {@link #neverStream} names an output. */
    public boolean isNeverStreamed(OutputId output) {
        return isNeverStreamed(neverStream, output);
    }

    private static boolean isNeverStreamed(Set<String> names, OutputId output) {
        return names.stream()
                .anyMatch(name -> name.endsWith("*")
                        ? output.value().startsWith(name.substring(0, name.length() - 1))
                        : output.value().equals(name));
    }

    /** Returns this policy with other {@link #contextOutputs}. */
    public OutputPolicy withContextOutputs(Set<OutputId> value) {
        return new OutputPolicy(value, neverStream);
    }

    /** Returns this policy with other {@link #neverStream} names. */
    public OutputPolicy withNeverStream(Set<String> value) {
        return new OutputPolicy(contextOutputs, value);
    }
}
