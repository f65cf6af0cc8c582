package io.worldstream.wsp.plan;

import io.worldstream.wsp.api.Hex64;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A reference to the sealed world pack that a run streams (contracts 13). WSP compares it between READY and facts view
 * and never follows it.
 *
 * @param fields the fields that are present, at least one of {@link #NAMES}, by name; {@code stream_view_output_refs},
 *     an object, as its canonical JSON text (contracts 4)
 */
public record OraclePackRef(Map<String, String> fields) {
    /** The names of all fields. */
    public static final Set<String> NAMES = Set.of(
            "oracle_pack_id",
            "manifest_ref",
            "engine_run_root",
            "scenario_id",
            "stream_view_root",
            "stream_view_output_refs",
            "oracle_root",
            "engine_release");

    /**
     * Copies and validates the fields.
     *
     * @throws IllegalArgumentException if there is no field or an unknown one, or if {@code oracle_pack_id} is not 64
     *     lowercase hex characters
     */
    public OraclePackRef {
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
        if (fields.isEmpty() || !NAMES.containsAll(fields.keySet())) {
            throw new IllegalArgumentException("an oracle_pack_ref has at least one field, of " + new TreeSet<>(NAMES)
                    + ", not " + fields.keySet());
        }
        String packId = fields.get("oracle_pack_id");
        if (packId != null) {
            new Hex64(packId);
        }
    }

    /**
     * Returns this reference with the fields that it lacks from another one.
     *
     * @param other the other reference, or null for none
     */
    public OraclePackRef completedBy(@Nullable OraclePackRef other) {
        if (other == null) {
            return this;
        }
        Map<String, String> all = new TreeMap<>(other.fields);
        all.putAll(fields);
        return new OraclePackRef(all);
    }

    /** Returns the id of the pack, or null if the reference does not have it. */
    public @Nullable Hex64 packId() {
        String packId = fields.get("oracle_pack_id");
        return packId == null ? null : new Hex64(packId);
    }

    /** Returns the release of the data engine that made the pack, or null if the reference does not have it. */
    public @Nullable String engineRelease() {
        return fields.get("engine_release");
    }
}
