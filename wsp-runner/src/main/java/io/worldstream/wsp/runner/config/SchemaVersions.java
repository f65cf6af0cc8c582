package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.Map;
import java.util.Optional;

/**
 * The envelope's {@code schema_version}, by output; an empty value leaves it out.
 *
 * @param fallback where an output has none of its own
 * @param byOutput the outputs that have
 */
public record SchemaVersions(Optional<String> fallback, Map<OutputId, Optional<String>> byOutput) {
    public SchemaVersions {
        byOutput = Map.copyOf(byOutput);
    }

    /** Puts them into a policy. */
    StreamPolicy.Builder applyTo(StreamPolicy.Builder policy) {
        policy.schemaVersion(fallback.orElse(null));
        byOutput.forEach((output, version) -> policy.schemaVersion(output, version.orElse(null)));
        return policy;
    }
}
