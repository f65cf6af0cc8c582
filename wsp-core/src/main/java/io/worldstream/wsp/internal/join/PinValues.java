package io.worldstream.wsp.internal.join;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The pins of an object in a document, by field name: text, or {@link java.math.BigInteger} for the seed. */
record PinValues(Map<String, Object> values) {
    static final String SEED = "seed";
    static final Set<String> FIELDS = Set.of("manifest_fingerprint", "parameter_hash", SEED, "scenario_id", "run_id");

    PinValues {
        values = new TreeMap<>(values);
    }

    /** Reads the pins that are present, and adds a finding for each required one that is absent. */
    static PinValues read(DocumentObject object, Set<String> required) {
        Map<String, Object> values = new TreeMap<>();
        for (String field : FIELDS) {
            Object value = switch (field) {
                case SEED -> object.u64(field, required.contains(field));
                case "run_id" -> object.hex32(field, required.contains(field));
                case "scenario_id" -> object.text(field, required.contains(field));
                default -> {
                    var hex = object.hex64(field, required.contains(field));
                    yield hex == null ? null : hex.value();
                }
            };
            if (value != null) {
                values.put(field, value);
            }
        }
        return new PinValues(values);
    }
}
