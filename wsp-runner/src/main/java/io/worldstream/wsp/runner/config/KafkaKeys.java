package io.worldstream.wsp.runner.config;

import io.worldstream.wsp.adapter.kafka.KafkaReadySource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Checks of the keys of a Kafka control bus that only their adapter knows. Stateless. */
final class KafkaKeys {
    private KafkaKeys() {}

    /**
     * Returns what the adapter refuses of values that are valid in themselves: the key and the fault, or nothing if the bus is
     * another one. The values of client properties are checked later, by the client itself.
     */
    static Map<String, String> faults(WspConfig config) {
        Map<String, String> faults = new LinkedHashMap<>();
        try {
            if (!config.takesEffect(ConfigTable.KAFKA_SERVERS)) {
                return Map.of();
            }
            KafkaReadySource.Builder bus = KafkaReadySource.builder()
                    .topic(config.get(ConfigTable.CONTROL_BUS_TOPIC))
                    // A missing one is a fault of its own.
                    .bootstrapServers(config.find(ConfigTable.KAFKA_SERVERS).orElse("unknown"))
                    .groupId(config.get(ConfigTable.KAFKA_GROUP));
            config.members(ConfigTable.KAFKA_PROPERTIES).forEach(bus::property);
            for (String fault : bus.faults()) {
                int colon = fault.indexOf(": ");
                faults.put(fault.substring(0, colon), fault.substring(colon + 2));
            }
        } catch (IllegalArgumentException e) {
            return Map.of(); // a value that is a fault of its own
        }
        return faults;
    }
}
