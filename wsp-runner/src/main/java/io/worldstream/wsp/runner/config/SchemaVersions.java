package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.Map;
import java.util.Optional;

/**
 * The envelope's {@code schema_version} by output. An empty value omits the field.
 *
 * @param fallback the version of outputs without an entry
 * @param byOutput the versions of single outputs
 */
public record SchemaVersions(Optional<String> fallback, Map<OutputId, Optional<String>> byOutput) {
    public SchemaVersions {
        byOutput = Map.copyOf(byOutput);
    }

    /** Sets the versions in a policy. */
    StreamPolicy.Builder applyTo(StreamPolicy.Builder policy) {
        policy.schemaVersion(fallback.orElse(null));
        byOutput.forEach((output, version) -> policy.schemaVersion(output, version.orElse(null)));
        return policy;
    }
}
