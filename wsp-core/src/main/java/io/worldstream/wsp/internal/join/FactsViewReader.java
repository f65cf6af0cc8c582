package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.json.JsonFault;
import io.worldstream.wsp.internal.json.StrictJson;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a facts view and checks its form (contracts 2): fields, types, no unknown fields. Stateless. */
final class FactsViewReader {
    static final String DOCUMENT = "facts_view#";

    private static final Set<String> FIELDS = Set.of(
            "run_id",
            "pins",
            "locators",
            "output_roles",
            "intended_outputs",
            "gate_receipts",
            "instance_receipts",
            "policy_rev",
            "bundle_hash",
            "plan_ref",
            "record_ref",
            "status_ref",
            "evidence_notes",
            "traffic_delivery_mode",
            "traffic_window");
    private static final Set<String> LOCATOR_FIELDS = union(
            PinValues.FIELDS,
            Set.of("output_id", "path", "schema_ref", "dictionary_ref", "produced_at_utc", "content_digest"));
    private static final Set<String> GATE_FIELDS =
            Set.of("gate_id", "status", "scope", "produced_at_utc", "receipt_kind", "digest", "artifacts", "notes");
    private static final Set<String> INSTANCE_FIELDS = Set.of(
            "output_id",
            "status",
            "scope",
            "target_ref",
            "target_digest",
            "bundle_manifest_ref",
            "produced_at_utc",
            "receipt_kind",
            "artifacts",
            "notes");
    private static final Set<String> STATUS = Set.of("PASS", "FAIL");
    private static final Set<String> SCOPE_REQUIRED = Set.of("manifest_fingerprint");
    private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);
    private static final Pattern MICROS =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z");

    private final Generation generation;
    private final Set<String> ignorableFields;
    private final Set<String> knownFields;

    FactsViewReader(Generation generation, Set<String> ignorableFields) {
        this.generation = generation;
        this.ignorableFields = ignorableFields;
        this.knownFields = union(union(FIELDS, generation.factsFields()), ignorableFields);
    }

    /**
     * Returns the view, or null if the bytes are not a JSON object or a view of the other generation. Every fault is
     * added to the findings.
     */
    @Nullable FactsView read(byte[] bytes, Findings findings) {
        JsonNode document;
        try {
            document = StrictJson.parse(bytes);
        } catch (JsonFault e) {
            findings.add(ReasonCode.FACTS_INVALID, DOCUMENT, e.getMessage());
            return null;
        }
        DocumentObject view = DocumentObject.of(findings, ReasonCode.FACTS_INVALID, DOCUMENT, document);
        if (view == null) {
            return null;
        }
        String foreign = generation.whyForeign("facts view", view, ignorableFields);
        if (foreign != null) {
            findings.add(ReasonCode.FACTS_INVALID, DOCUMENT, foreign);
            return null;
        }
        view.refuseUnknownFields(knownFields);
        checkPlainFields(view);
        return new FactsView(
                document,
                new FactsView.Identity(
                        view.hex32("run_id", true),
                        pins(view),
                        view.hex64("bundle_hash", true),
                        generation.readPlatform(view)),
                roles(view),
                view.objects("locators", true).stream()
                        .map(FactsViewReader::locator)
                        .filter(Objects::nonNull)
                        .toList(),
                new FactsView.Receipts(
                        view.objects("gate_receipts", true).stream()
                                .map(FactsViewReader::gateReceipt)
                                .filter(Objects::nonNull)
                                .toList(),
                        view.objects("instance_receipts", false).stream()
                                .map(FactsViewReader::instanceReceipt)
                                .filter(Objects::nonNull)
                                .toList()),
                view.oneOf("traffic_delivery_mode", false, Set.of("STREAM", "PULL")),
                window(view));
    }

    private static void checkPlainFields(DocumentObject view) {
        for (String field : List.of("plan_ref", "record_ref", "status_ref")) {
            view.text(field, true);
        }
        view.texts("intended_outputs", false, DocumentObject.OUTPUT_ID, "an output id");
        view.texts("evidence_notes", false, ANY, "a string");
        DocumentObject policy = view.object("policy_rev", true);
        if (policy != null) {
            policy.refuseUnknownFields(Set.of("policy_id", "revision", "content_digest"));
            policy.text("policy_id", true);
            policy.text("revision", true);
            policy.hex64("content_digest", true);
        }
    }

    private PinValues pins(DocumentObject view) {
        DocumentObject pins = view.object("pins", true);
        if (pins == null) {
            return new PinValues(Map.of());
        }
        return generation.readPins(pins);
    }

    private static SortedMap<String, String> roles(DocumentObject view) {
        SortedMap<String, String> roles = new TreeMap<>();
        DocumentObject object = view.object("output_roles", false);
        if (object != null) {
            object.node().fieldNames().forEachRemaining(outputId -> {
                String role = object.text(outputId, true);
                if (!DocumentObject.OUTPUT_ID.matcher(outputId).matches()) {
                    object.fault(outputId, "the name must be an output id (1 to 128 of A-Z a-z 0-9 _ . -)");
                } else if (role != null) {
                    roles.put(outputId, role);
                }
            });
        }
        return roles;
    }

    private static FactsView.@Nullable Locator locator(DocumentObject locator) {
        locator.refuseUnknownFields(LOCATOR_FIELDS);
        String outputId = locator.text(
                "output_id", true, DocumentObject.OUTPUT_ID, "an output id (1 to 128 of A-Z a-z 0-9 _ . -)");
        String path = locator.boundedText("path", true, 2048);
        PinValues pins = PinValues.read(locator, Set.of());
        locator.text("schema_ref", false);
        locator.text("dictionary_ref", false);
        locator.timestamp("produced_at_utc", false);
        Hex64 digest = locator.digest("content_digest", false);
        return outputId == null
                ? null
                : new FactsView.Locator(outputId, path, pins, digest, locator.node(), locator.path());
    }

    private static FactsView.@Nullable GateReceipt gateReceipt(DocumentObject receipt) {
        receipt.refuseUnknownFields(GATE_FIELDS);
        String gateId = receipt.boundedText("gate_id", true, 1024);
        String status = receipt.oneOf("status", true, STATUS);
        PinValues scope = scope(receipt);
        receipt.timestamp("produced_at_utc", false);
        receipt.oneOf("receipt_kind", false, Set.of("passed_flag", "json_receipt", "bundle_flag"));
        Hex64 digest = receipt.digest("digest", false);
        String passedFlagPath = artifact(
                receipt, "passed_flag_path", Set.of("validation_bundle_root", "index_path", "passed_flag_path"));
        return gateId == null
                ? null
                : new FactsView.GateReceipt(
                        gateId, "PASS".equals(status), scope, digest, passedFlagPath, receipt.path());
    }

    private static FactsView.@Nullable InstanceReceipt instanceReceipt(DocumentObject receipt) {
        receipt.refuseUnknownFields(INSTANCE_FIELDS);
        String outputId = receipt.text(
                "output_id", true, DocumentObject.OUTPUT_ID, "an output id (1 to 128 of A-Z a-z 0-9 _ . -)");
        String status = receipt.oneOf("status", true, STATUS);
        PinValues scope = scope(receipt);
        DocumentObject target = receipt.object("target_ref", true);
        if (target != null) {
            locator(target);
        }
        Hex64 targetDigest = receipt.digest("target_digest", true);
        receipt.text("bundle_manifest_ref", false);
        receipt.timestamp("produced_at_utc", false);
        receipt.oneOf("receipt_kind", false, Set.of("instance_proof"));
        String receiptPath = artifact(receipt, "receipt_path", Set.of("receipt_path"));
        return outputId == null
                ? null
                : new FactsView.InstanceReceipt(
                        outputId,
                        "PASS".equals(status),
                        scope,
                        target == null ? null : target.node(),
                        targetDigest,
                        receiptPath,
                        receipt.path());
    }

    private static PinValues scope(DocumentObject receipt) {
        DocumentObject scope = receipt.object("scope", true);
        if (scope == null) {
            return new PinValues(Map.of());
        }
        scope.refuseUnknownFields(PinValues.FIELDS);
        return PinValues.read(scope, SCOPE_REQUIRED);
    }

    private static @Nullable String artifact(DocumentObject receipt, String wanted, Set<String> allowed) {
        DocumentObject artifacts = receipt.object("artifacts", false);
        if (artifacts == null) {
            return null;
        }
        artifacts.refuseUnknownFields(allowed);
        allowed.forEach(field -> artifacts.text(field, false));
        JsonNode value = artifacts.node().get(wanted);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    private static FactsView.@Nullable Window window(DocumentObject view) {
        DocumentObject window = view.object("traffic_window", false);
        if (window == null) {
            return null;
        }
        window.refuseUnknownFields(Set.of("start_utc", "end_utc"));
        Long start = micros(window, "start_utc");
        Long end = micros(window, "end_utc");
        return start == null || end == null ? null : new FactsView.Window(start, end, window.path());
    }

    private static @Nullable Long micros(DocumentObject window, String field) {
        String text = window.text(field, true, MICROS, "RFC 3339 UTC with six fraction digits and Z");
        if (text == null) {
            return null;
        }
        long micros = EventTimeText.micros(text);
        if (micros == EventTimeText.NONE) {
            window.fault(field, "is not an instant: " + text);
            return null;
        }
        return micros;
    }

    static Set<String> union(Set<String> left, Set<String> right) {
        Set<String> all = new HashSet<>(left);
        all.addAll(right);
        return Set.copyOf(all);
    }
}
