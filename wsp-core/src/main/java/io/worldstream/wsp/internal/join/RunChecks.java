package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.FactsViewReader.DOCUMENT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.DeliveryModeAbsent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that READY and facts view agree on run, hash, pins, mode and window (design 4, Join surface). Stateless. */
final class RunChecks {
    private final Generation generation;
    private final DeliveryModeAbsent modeAbsent;

    RunChecks(Generation generation, DeliveryModeAbsent modeAbsent) {
        this.generation = generation;
        this.modeAbsent = modeAbsent;
    }

    void check(ReadySignal ready, FactsView view, Findings findings) {
        checkRunIds(ready, view, findings);
        generation.checkFacts(ready, view, findings);
        checkBundleHash(ready, view, findings);
        for (FactsView.Locator locator : view.locators()) {
            checkPins(view, locator.pins(), locator.pointer(), ReasonCode.PIN_MISMATCH, findings);
        }
        for (FactsView.GateReceipt receipt : view.gateReceipts()) {
            checkPins(view, receipt.scope(), receipt.pointer() + "/scope", ReasonCode.GATE_SCOPE_MISMATCH, findings);
        }
        for (FactsView.InstanceReceipt receipt : view.instanceReceipts()) {
            checkPins(
                    view,
                    receipt.scope(),
                    receipt.pointer() + "/scope",
                    ReasonCode.INSTANCE_RECEIPT_MISMATCH,
                    findings);
        }
        checkDeliveryMode(view, findings);
        FactsView.Window window = view.window();
        if (window != null && window.startMicros() >= window.endMicros()) {
            findings.add(ReasonCode.TRAFFIC_WINDOW_INVALID, window.pointer(), "start_utc must be before end_utc");
        }
    }

    private static void checkRunIds(ReadySignal ready, FactsView view, Findings findings) {
        String announced = ready.runId().value();
        if (view.runId() != null && !view.runId().equals(announced)) {
            findings.add(
                    ReasonCode.RUN_ID_MISMATCH,
                    DOCUMENT + "/run_id",
                    "is " + view.runId() + ", but READY announced " + announced);
        }
        Object pinned = view.pins().values().get("run_id");
        if (pinned != null && !pinned.equals(announced)) {
            findings.add(
                    ReasonCode.RUN_ID_MISMATCH,
                    DOCUMENT + "/pins/run_id",
                    "is " + pinned + ", but READY announced " + announced);
        }
    }

    private static void checkBundleHash(ReadySignal ready, FactsView view, Findings findings) {
        String path = DOCUMENT + "/bundle_hash";
        if (view.bundleHash() == null) {
            return;
        }
        if (!view.bundleHash().equals(ready.bundleHash())) {
            findings.add(
                    ReasonCode.BUNDLE_HASH_MISMATCH,
                    path,
                    "is " + view.bundleHash() + ", but READY announced " + ready.bundleHash());
        }
        String computed = computedBundleHash(view.document());
        if (computed != null && !computed.equals(view.bundleHash().value())) {
            findings.add(
                    ReasonCode.BUNDLE_HASH_MISMATCH,
                    path,
                    "is " + view.bundleHash() + ", but the document hashes to " + computed);
        }
    }

    /** Returns the hash as contracts 4 defines it, or null if the document lacks its inputs. */
    private static @Nullable String computedBundleHash(JsonNode document) {
        JsonNode locators = document.path("locators");
        JsonNode receipts = document.path("gate_receipts");
        JsonNode instanceReceipts = document.has("instance_receipts")
                ? document.path("instance_receipts")
                : JsonNodeFactory.instance.arrayNode();
        JsonNode policy = document.path("policy_rev");
        if (!locators.isArray() || !receipts.isArray() || !instanceReceipts.isArray() || !policy.isObject()) {
            return null;
        }
        ObjectNode bundle = JsonNodeFactory.instance.objectNode();
        bundle.set("locators", sortedBy(locators, "output_id"));
        bundle.set("receipts", sortedBy(receipts, "gate_id"));
        bundle.set("instance_receipts", sortedBy(instanceReceipts, "output_id"));
        bundle.set("policy_rev", policy);
        return CanonicalJson.sha256Hex(bundle);
    }

    private static JsonNode sortedBy(JsonNode array, String key) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        elements.sort(Comparator.comparing(element -> element.path(key).asText(), CodePointOrder.INSTANCE));
        return JsonNodeFactory.instance.arrayNode().addAll(elements);
    }

    private static void checkPins(FactsView view, PinValues pins, String pointer, ReasonCode code, Findings findings) {
        for (Map.Entry<String, Object> pin : pins.values().entrySet()) {
            Object expected = view.pins().values().get(pin.getKey());
            if (expected != null && !expected.equals(pin.getValue())) {
                findings.add(
                        code,
                        pointer + "/" + pin.getKey(),
                        "is " + LogText.quote(pin.getValue().toString()) + ", but the run's pin is "
                                + LogText.quote(expected.toString()));
            }
        }
    }

    private void checkDeliveryMode(FactsView view, Findings findings) {
        String path = DOCUMENT + "/traffic_delivery_mode";
        if ("PULL".equals(view.deliveryMode())) {
            findings.add(
                    ReasonCode.DELIVERY_MODE_PULL,
                    path,
                    "is PULL: the gate pulls this run itself, so it is not streamed");
        } else if (generation.namesDeliveryMode()
                && !view.document().has("traffic_delivery_mode")
                && modeAbsent == DeliveryModeAbsent.REFUSE) {
            findings.add(
                    ReasonCode.DELIVERY_MODE_MISSING,
                    path,
                    "is absent, and policy.delivery_mode_absent is refuse; set it to stream if facts views predate"
                            + " the field and the gate's own pull is off");
        }
    }
}
