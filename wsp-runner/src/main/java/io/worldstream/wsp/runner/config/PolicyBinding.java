package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.adapter.file.ProducersFile;
import io.worldstream.wsp.policy.InvalidPolicyException;
import io.worldstream.wsp.policy.ProducerPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Binds the stream policy of a configuration, with the file of {@code security.producers}, which the policy cannot read. */
final class PolicyBinding {
    static final String PRODUCERS = "security.producers";

    private PolicyBinding() {}

    /**
     * Binds a policy.
     *
     * @param properties the policy's keys with their values, as {@link StreamPolicy#from} takes them
     * @param place the context in which paths are read
     * @throws InvalidPolicyException if the policy does not accept the values
     * @throws IllegalArgumentException if the path of the file cannot be spelled
     */
    static StreamPolicy bind(Map<String, String> properties, Place place) {
        String producers = properties.get(PRODUCERS);
        if (producers == null || producers.strip().startsWith("{")) {
            return StreamPolicy.from(properties);
        }
        Map<String, String> others = new LinkedHashMap<>(properties);
        others.remove(PRODUCERS);
        Path file = place.locate(producers).path();
        return StreamPolicy.from(others)
                .withSecurity(security -> security.withProducers(ProducerPolicy.readFrom(new ProducersFile(file))));
    }
}
