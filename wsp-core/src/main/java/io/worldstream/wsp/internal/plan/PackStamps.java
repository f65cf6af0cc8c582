package io.worldstream.wsp.internal.plan;

import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.Stamps;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Derives the stamps of envelopes from the pack of a world, with a note for each that is left out (contracts 13). */
final class PackStamps {
    private PackStamps() {}

    static Stamps of(@Nullable OraclePackRef pack, List<String> notes) {
        return new Stamps(
                stamp("trace_id", "oracle_pack_id", pack, notes), stamp("span_id", "engine_release", pack, notes));
    }

    private static @Nullable String stamp(
            String stamp, String field, @Nullable OraclePackRef pack, List<String> notes) {
        String value = pack == null ? null : pack.fields().get(field);
        if (value != null && Stamps.fits(value)) {
            return value;
        }
        String why = value == null
                ? "neither the facts view nor READY gives oracle_pack_ref." + field
                : "oracle_pack_ref." + field + " has " + value.codePointCount(0, value.length())
                        + " characters, not 1 to " + Stamps.MAX_CHARS;
        notes.add("envelopes have no " + stamp + " (policy.provenance: pack): " + why);
        return null;
    }
}
