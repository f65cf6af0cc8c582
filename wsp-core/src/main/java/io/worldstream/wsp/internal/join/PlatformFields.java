package io.worldstream.wsp.internal.join;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.plan.OraclePackRef;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields that READY and facts view of the second generation share (contracts 13). */
final class PlatformFields {
    static final Set<String> NAMES =
            Set.of("run_config_digest", "service_release_id", "environment", "provenance", "oracle_pack_ref");

    private static final Set<String> PROVENANCE_FIELDS =
            Set.of("service_release_id", "environment", "config_revision", "run_config_digest");
    private static final String PACK = "oracle_pack_ref";
    private static final String PACK_ID = "oracle_pack_id";
    private static final String OUTPUT_REFS = "stream_view_output_refs";

    private PlatformFields() {}

    /** Checks the optional texts at the top of a document. */
    static void checkRelease(DocumentObject document) {
        document.text("service_release_id", false);
        document.text("environment", false);
    }

    /** Checks {@code provenance} and returns its {@code run_config_digest}, or null. */
    static @Nullable Hex64 provenanceDigest(DocumentObject document) {
        DocumentObject provenance = document.object("provenance", false);
        if (provenance == null) {
            return null;
        }
        provenance.refuseUnknownFields(PROVENANCE_FIELDS);
        provenance.text("service_release_id", true);
        provenance.text("environment", true);
        provenance.text("config_revision", false);
        return provenance.hex64("run_config_digest", false);
    }

    /** Reads {@code oracle_pack_ref}; null if it is absent or no field of it is sound. */
    static @Nullable OraclePackRef packRef(DocumentObject document) {
        DocumentObject pack = document.object(PACK, false);
        if (pack == null) {
            return null;
        }
        pack.refuseUnknownFields(OraclePackRef.NAMES);
        if (OraclePackRef.NAMES.stream().noneMatch(pack::has)) {
            document.fault(PACK, "must have at least one of " + new TreeSet<>(OraclePackRef.NAMES));
        }
        Map<String, String> fields = new TreeMap<>();
        for (String name : OraclePackRef.NAMES) {
            String value = switch (name) {
                case PACK_ID -> {
                    Hex64 id = pack.hex64(PACK_ID, false);
                    yield id == null ? null : id.value();
                }
                case OUTPUT_REFS -> outputRefs(pack);
                default -> pack.text(name, false);
            };
            if (value != null) {
                fields.put(name, value);
            }
        }
        return fields.isEmpty() ? null : new OraclePackRef(fields);
    }

    private static @Nullable String outputRefs(DocumentObject pack) {
        DocumentObject refs = pack.object(OUTPUT_REFS, false);
        if (refs == null) {
            return null;
        }
        refs.node().fieldNames().forEachRemaining(name -> refs.text(name, true));
        return CanonicalJson.write(refs.node());
    }
}
