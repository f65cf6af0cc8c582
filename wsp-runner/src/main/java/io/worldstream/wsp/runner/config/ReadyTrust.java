package io.worldstream.wsp.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.adapter.file.FileReadyVerifier;
import io.worldstream.wsp.adapter.file.ReadyAlgorithm;
import io.worldstream.wsp.adapter.file.ReadyKey;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.policy.ReadySignatures;
import io.worldstream.wsp.policy.ReadySignatures.Mode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys of the configuration that say which READYs are authentic. Stateless. */
final class ReadyTrust {
    private static final String KEYS = "a map of key id to `{alg, file, not_before, not_after}`";
    private static final Set<String> FIELDS = Set.of("alg", "file", "not_before", "not_after");

    /** Keys that verify READYs. */
    static final ConfigKey<List<ReadyKey>> READY_KEYS = ConfigKey.optional(
            "security.ready_keys",
            ValueType.ofJson(KEYS + "; as JSON in `--set` and the environment", ReadyTrust::keys),
            "Keys that verify the signatures of READYs, by the `key_id` of a message. `alg` is `Ed25519`, with the PEM of a"
                    + " public key in `file`, or `HMAC-SHA256`, with a secret of at least 32 bytes. `not_before` and"
                    + " `not_after` are optional instants. Files are read anew for each READY.");
    /** READYs whose signature is verified. */
    static final ConfigKey<Mode> READY_SIGNATURE = ConfigKey.optional(
            "security.ready_signature",
            ValueTypes.oneOf(Mode.class),
            "READYs whose signature is verified. `required`: all, and one without a signature is refused. `if_present`:"
                    + " those with any of the attributes `signature`, `key_id` and `alg`. `off`: none. Defaults to"
                    + " `required` if `security.ready_keys` is set, and otherwise to `off`.");

    private ReadyTrust() {}

    /** Returns the signatures that a valid configuration asks for. */
    static ReadySignatures signatures(WspConfig config) {
        Optional<List<ReadyKey>> keys = config.find(READY_KEYS);
        Mode mode = config.find(READY_SIGNATURE).orElse(keys.isPresent() ? Mode.REQUIRED : Mode.OFF);
        return mode == Mode.OFF
                ? ReadySignatures.OFF
                : new ReadySignatures(mode, keys.map(FileReadyVerifier::of).orElse(null));
    }

    /**
     * Returns what is wrong with keys whose values are valid in themselves: the key of the configuration and the fault, or
     * nothing.
     *
     * @param readsKeys whether the files of the keys are to be read
     */
    static Map<String, String> faults(WspConfig config, boolean readsKeys) {
        try {
            Optional<List<ReadyKey>> keys = config.find(READY_KEYS);
            Mode mode = config.find(READY_SIGNATURE).orElse(Mode.OFF);
            if (keys.isEmpty() && mode != Mode.OFF) {
                return Map.of(READY_SIGNATURE.name(), "needs the keys to verify with: set security.ready_keys");
            }
            if (readsKeys && signatures(config).verifier() instanceof FileReadyVerifier verifier) {
                verifier.requireReadable();
            }
            return Map.of();
        } catch (WspException e) {
            return Map.of(READY_KEYS.name(), e.getMessage());
        } catch (IllegalArgumentException e) {
            return Map.of(); // a value that is a fault of its own
        }
    }

    /** Returns whether keys are set and turned off. */
    static boolean keysAreIdle(WspConfig config) {
        try {
            return config.find(READY_KEYS).isPresent()
                    && config.find(READY_SIGNATURE).orElse(Mode.REQUIRED) == Mode.OFF;
        } catch (IllegalArgumentException e) {
            return false; // a value that is a fault of its own
        }
    }

    private static List<ReadyKey> keys(JsonNode node, Place place) {
        if (!node.isObject() || node.isEmpty()) {
            throw ValueType.expected(KEYS + ", at least one", node);
        }
        List<ReadyKey> keys = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            try {
                keys.add(key(entry.getKey(), entry.getValue(), place));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(LogText.quote(entry.getKey()) + ": " + e.getMessage(), e);
            }
        }
        return keys;
    }

    private static ReadyKey key(String id, JsonNode node, Place place) {
        if (!node.isObject()) {
            throw ValueType.expected("a map {alg, file, not_before, not_after}", node);
        }
        Set<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("expected alg, file, not_before and not_after, found "
                    + LogText.quote(unknown.iterator().next()));
        }
        String alg = text(node, "alg");
        ReadyAlgorithm algorithm = ReadyAlgorithm.of(alg)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected alg to be Ed25519 or HMAC-SHA256, found " + LogText.quote(alg)));
        return new ReadyKey(
                id,
                algorithm,
                place.locate(text(node, "file")).path(),
                instant(node, "not_before"),
                instant(node, "not_after"));
    }

    private static String text(JsonNode key, String field) {
        JsonNode value = key.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("expected " + field + ", as text");
        }
        return value.textValue();
    }

    private static @Nullable Instant instant(JsonNode key, String field) {
        if (!key.hasNonNull(field)) {
            return null;
        }
        String text = text(key, field);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "expected " + field + " as a time such as 2026-02-01T00:00:00Z, found " + LogText.quote(text), e);
        }
    }
}
