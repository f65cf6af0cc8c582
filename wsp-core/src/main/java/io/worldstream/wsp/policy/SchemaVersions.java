package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.OutputId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The envelope's {@code schema_version} by output. An empty value omits the field.
 *
 * @param standard the version of outputs without an entry, 1 to 64 characters. Default: {@code v1}
 * @param byOutput the versions of single outputs, 1 to 64 characters each
 */
public record SchemaVersions(Optional<String> standard, Map<OutputId, Optional<String>> byOutput) {
    /** {@code v1} for all outputs. */
    public static final SchemaVersions DEFAULTS = new SchemaVersions(Optional.of("v1"), Map.of());

    public SchemaVersions {
        byOutput = Map.copyOf(byOutput);
        standard.ifPresent(SchemaVersions::check);
        byOutput.values().forEach(version -> version.ifPresent(SchemaVersions::check));
    }

    private static void check(String version) {
        PolicyChecks.requireLength(version, 64, "a schema version");
    }

    /** Returns the version of an output; empty if its envelopes have none. */
    public Optional<String> of(OutputId outputId) {
        return byOutput.getOrDefault(outputId, standard);
    }

    /** Returns these versions with another {@link #standard}. */
    public SchemaVersions withStandard(Optional<String> value) {
        return new SchemaVersions(value, byOutput);
    }

    /** Returns these versions with that of one output. */
    public SchemaVersions with(OutputId outputId, Optional<String> version) {
        Map<OutputId, Optional<String>> versions = new HashMap<>(byOutput);
        versions.put(outputId, version);
        return new SchemaVersions(standard, versions);
    }
}
