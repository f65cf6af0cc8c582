package io.worldstream.wsp.adapter.kafka;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.api.support.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Properties of the Kafka client: those that the host gives, checked, and those that WSP's guarantees require. */
final class ClientSettings {
    static final String PREFIX = "control_bus.kafka.";
    static final String SERVERS = ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;
    static final String GROUP = ConsumerConfig.GROUP_ID_CONFIG;

    private static final String COMMITS = "WSP commits a message when it is settled";
    private static final String BYTES = "WSP delivers messages byte for byte";
    private static final String SIZES = "WSP derives it from limits.max_message_bytes";
    /** Properties that would break a guarantee, each with the guarantee. */
    private static final Map<String, String> RESERVED = Map.ofEntries(
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, COMMITS),
            Map.entry(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, COMMITS),
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "WSP starts at the earliest message"),
            Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "WSP creates no topics"),
            Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "WSP reads committed messages only"),
            Map.entry(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, BYTES),
            Map.entry(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, BYTES),
            Map.entry(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, BYTES),
            Map.entry(ConsumerConfig.CHECK_CRCS_CONFIG, "WSP checks each message"),
            Map.entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, SIZES),
            Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, SIZES),
            Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, SIZES));

    private static final int LEAST_POLL_INTERVAL_MS = 60_000;
    private static final int MAX_POLL_RECORDS = 8;
    /** Of a batch beyond its messages, and the least that is worth a request. */
    private static final int LEAST_FETCH_BYTES = 1 << 16;

    private static final int MOST_FETCH_BYTES = 4 << 20;
    private static final String METADATA_MAX_AGE_MS = "30000";
    private static final Pattern CONFIGURATION = Pattern.compile("for configuration ([\\w.]+)");

    private ClientSettings() {}

    /**
     * Adds what is wrong with the given properties to a list. Values are checked by the client.
     *
     * @param given by name
     */
    static void check(Map<String, String> given, List<String> findings) {
        new TreeMap<>(given).forEach((name, value) -> {
            String reason = RESERVED.get(name);
            if (reason != null) {
                findings.add(PREFIX + name + ": cannot be set, since " + reason);
            } else if (!ConsumerConfig.configNames().contains(name)) {
                findings.add(PREFIX + LogText.segment(name) + ": not a property of Kafka's consumer"
                        + NearestName.near(name, ConsumerConfig.configNames())
                                .map(near -> "; the nearest is " + PREFIX + near)
                                .orElse(""));
            } else if (name.equals(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG) && isBelow(value)) {
                findings.add(PREFIX + name + ": expected at least " + LEAST_POLL_INTERVAL_MS + ", found "
                        + LogText.quote(value));
            }
        });
        if (given.getOrDefault(SERVERS, "").isBlank()) {
            findings.add(PREFIX + SERVERS + ": missing; expected HOST:PORT, or several separated by commas");
        }
        if (given.containsKey(GROUP) && given.get(GROUP).isBlank()) {
            findings.add(PREFIX + GROUP + ": must not be blank");
        }
    }

    private static boolean isBelow(String value) {
        return value.strip().matches("\\d{1,9}") && Integer.parseInt(value.strip()) < LEAST_POLL_INTERVAL_MS;
    }

    /**
     * Returns the properties of the client.
     *
     * @param given checked properties
     * @param group the group to join, or null for a client without one
     */
    static Map<String, Object> of(Map<String, String> given, @Nullable String group, int maxMessageBytes) {
        int partitionBytes = Math.max(maxMessageBytes, LEAST_FETCH_BYTES);
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        all.putAll(given);
        if (group == null) {
            all.remove(GROUP);
            all.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        } else {
            all.put(GROUP, group);
        }
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, partitionBytes);
        all.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Math.max(partitionBytes, MOST_FETCH_BYTES));
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, UnreadKey.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, PayloadDeserializer.class);
        return all;
    }

    /** Returns whether a client could not be created because no name of a broker can be resolved now. */
    static boolean isUnresolved(Throwable failure) {
        ConfigException cause = configException(failure);
        return cause != null && String.valueOf(cause.getMessage()).contains("No resolvable bootstrap urls");
    }

    /** Returns the exception for a client that cannot be created. */
    static WspException refusal(Throwable failure) {
        ConfigException cause = configException(failure);
        return new WspException(
                ReasonCode.CONFIG_INVALID,
                cause == null
                        ? "control_bus.kafka: the Kafka client cannot be created: " + BrokerFailure.causes(failure)
                        : inWords(cause),
                failure);
    }

    private static @Nullable ConfigException configException(Throwable failure) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (next instanceof ConfigException found) {
                return found;
            }
        }
        return null;
    }

    private static String inWords(ConfigException failure) {
        String message = LogText.path(String.valueOf(failure.getMessage()));
        Matcher name = CONFIGURATION.matcher(message);
        String key = name.find() ? name.group(1) : message.contains(SERVERS) ? SERVERS : null;
        return (key == null ? "control_bus.kafka" : PREFIX + key) + ": " + message;
    }

    /** Throws a {@link ReasonCode#CONFIG_INVALID} that names all findings, if there are any. */
    static void refuse(List<String> findings) {
        if (!findings.isEmpty()) {
            throw new WspException(ReasonCode.CONFIG_INVALID, String.join("; ", new ArrayList<>(findings)));
        }
    }
}
