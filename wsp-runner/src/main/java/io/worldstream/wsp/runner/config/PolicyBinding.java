package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.adapter.file.ProducersFile;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.policy.InvalidPolicyException;
import io.worldstream.wsp.policy.ProducerPolicy;
import io.worldstream.wsp.policy.StreamPolicy;
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
        if (!namesFile(properties)) {
            return StreamPolicy.from(properties);
        }
        Map<String, String> others = new LinkedHashMap<>(properties);
        others.remove(PRODUCERS);
        ProducersFile file = file(properties, place);
        return StreamPolicy.from(others)
                .withSecurity(security -> security.withProducers(ProducerPolicy.readFrom(file)));
    }

    /**
     * Checks the file of producers, if the properties name one, for a policy that has other faults.
     *
     * @throws WspException if it cannot be read or has another form
     * @throws IllegalArgumentException if its path cannot be spelled
     */
    static void requireReadable(Map<String, String> properties, Place place) {
        if (namesFile(properties)) {
            file(properties, place).get();
        }
    }

    private static boolean namesFile(Map<String, String> properties) {
        String producers = properties.get(PRODUCERS);
        return producers != null && !producers.strip().startsWith("{");
    }

    private static ProducersFile file(Map<String, String> properties, Place place) {
        return new ProducersFile(
                place.locate(properties.getOrDefault(PRODUCERS, "")).path());
    }
}
