package io.worldstream.wsp.testkit.world;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.testkit.internal.Sha256;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a run facts view (contracts 2, 13) that is consistent and has a correct {@code bundle_hash}, and breaks it on
 * request: the hash covers an edit before sealing but not one after sealing. The objects that it names need not exist.
 * Not thread-safe.
 */
public final class FactsViewBuilder {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Pins pins;
    private final @Nullable PlatformDocuments platform;
    private final ArrayNode locators = Json.MAPPER.createArrayNode();
    private final ArrayNode gateReceipts = Json.MAPPER.createArrayNode();
    private final ArrayNode instanceReceipts = Json.MAPPER.createArrayNode();
    private final ArrayNode intended = Json.MAPPER.createArrayNode();
    private final ObjectNode roles = Json.object();
    private final ObjectNode policyRev = Json.object();
    private @Nullable String deliveryMode;
    private @Nullable ObjectNode window;
    private UnaryOperator<ObjectNode> beforeSealing = UnaryOperator.identity();
    private UnaryOperator<ObjectNode> afterSealing = UnaryOperator.identity();

    /**
     * Creates a builder of a view without outputs. Pins with a platform run and a scenario run make it a view of {@link
     * EnvelopeContract#V1}, which has no {@code traffic_delivery_mode}; all others make one of {@code V0}, in mode
     * STREAM.
     */
    public FactsViewBuilder(Pins pins) {
        this.pins = pins;
        platform = PlatformDocuments.of(pins);
        deliveryMode = platform == null ? "STREAM" : null;
        policyRev.put("policy_id", "sr_policy").put("revision", "v0").put("content_digest", Sha256.hex("sr_policy v0"));
    }

    /**
     * Adds an output with its locator and role, and lists it as intended.
     *
     * @param outputId the output
     * @param role {@code business_traffic}, or a role that is never traffic
     * @param path the locator's path
     * @param digestHex the content digest in hex
     * @param instanceProof whether to add an instance receipt bound to this locator and digest
     */
    public FactsViewBuilder output(
            OutputId outputId, String role, String path, String digestHex, boolean instanceProof) {
        ObjectNode locator = locatorOf(outputId, path, digestHex);
        roles.put(outputId.value(), role);
        intended.add(outputId.value());
        locators.add(locator);
        if (instanceProof) {
            instanceReceipts.add(instanceReceiptOf(locator));
        }
        return this;
    }

    /** Adds a locator unchanged, without role or receipt. */
    public FactsViewBuilder locator(ObjectNode locator) {
        locators.add(locator.deepCopy());
        return this;
    }

    /** Assigns a role to an output, whether or not the output has a locator. */
    public FactsViewBuilder role(OutputId outputId, String role) {
        roles.put(outputId.value(), role);
        return this;
    }

    /**
     * Adds a gate receipt with status PASS in the scope of this world.
     *
     * @param gateId the gate
     * @param digestHex the bundle's digest, which the passed flag contains
     * @param bundleRoot the bundle's location under the oracle root, ending in {@code /}; its index is
     *     {@code index.json}, its flag {@code _passed.flag}
     */
    public FactsViewBuilder gatePassed(String gateId, String digestHex, String bundleRoot) {
        ObjectNode receipt = Json.object().put("gate_id", gateId).put("status", "PASS");
        receipt.putObject("scope")
                .put("manifest_fingerprint", pins.manifestFingerprint().value());
        receipt.put("receipt_kind", "passed_flag");
        receipt.set("digest", digest(digestHex));
        receipt.putObject("artifacts")
                .put("validation_bundle_root", bundleRoot)
                .put("index_path", bundleRoot + "index.json")
                .put("passed_flag_path", bundleRoot + "_passed.flag");
        return gateReceipt(receipt);
    }

    /** Adds a gate receipt unchanged. */
    public FactsViewBuilder gateReceipt(ObjectNode receipt) {
        gateReceipts.add(receipt.deepCopy());
        return this;
    }

    /** Adds an instance receipt unchanged. */
    public FactsViewBuilder instanceReceipt(ObjectNode receipt) {
        instanceReceipts.add(receipt.deepCopy());
        return this;
    }

    /** Sets the run's {@code traffic_delivery_mode}; null omits it. */
    public FactsViewBuilder trafficDeliveryMode(@Nullable String mode) {
        deliveryMode = mode;
        return this;
    }

    /** Sets the run's {@code traffic_window}; null omits it. */
    public FactsViewBuilder trafficWindow(@Nullable Instant start, @Nullable Instant end) {
        window = start == null || end == null
                ? null
                : Json.object().put("start_utc", micros(start)).put("end_utc", micros(end));
        return this;
    }

    /**
     * Adds an edit of the finished document that {@code bundle_hash} covers. Edits run in the order in which they were
     * added.
     */
    public FactsViewBuilder editBeforeSealing(UnaryOperator<ObjectNode> edit) {
        beforeSealing = then(beforeSealing, edit);
        return this;
    }

    /** Adds an edit that {@code bundle_hash} does not cover. Edits run in the order in which they were added. */
    public FactsViewBuilder editAfterSealing(UnaryOperator<ObjectNode> edit) {
        afterSealing = then(afterSealing, edit);
        return this;
    }

    /** Builds the document; a new one on each call. */
    public ObjectNode build() {
        String run = pins.runId().value();
        ObjectNode view = Json.object().put("run_id", run);
        if (platform != null) {
            platform.nameRuns(view);
        }
        view.set("pins", pinsNode());
        view.set("locators", locators.deepCopy());
        view.set("output_roles", roles.deepCopy());
        view.set("intended_outputs", intended.deepCopy());
        view.set("gate_receipts", gateReceipts.deepCopy());
        view.set("instance_receipts", instanceReceipts.deepCopy());
        view.set("policy_rev", policyRev.deepCopy());
        view.put("plan_ref", "fraud-platform/sr/run_plan/" + run + ".json")
                .put("record_ref", "fraud-platform/sr/run_record/" + run + ".jsonl")
                .put("status_ref", "fraud-platform/sr/run_status/" + run + ".json");
        if (platform != null) {
            platform.addProvenance(view);
        }
        if (deliveryMode != null) {
            view.put("traffic_delivery_mode", deliveryMode);
        }
        if (window != null) {
            view.set("traffic_window", window.deepCopy());
        }
        ObjectNode sealed = beforeSealing.apply(view);
        sealed.put("bundle_hash", BundleHash.of(sealed));
        return afterSealing.apply(sealed);
    }

    /** Returns the locator that {@link #output} adds, with every pin that scopes an output. */
    ObjectNode locatorOf(OutputId outputId, String path, String digestHex) {
        ObjectNode locator = Json.object()
                .put("output_id", outputId.value())
                .put("path", path)
                .put("manifest_fingerprint", pins.manifestFingerprint().value())
                .put("parameter_hash", pins.parameterHash().value())
                .put("seed", pins.seed())
                .put("scenario_id", pins.scenarioId());
        locator.set("content_digest", digest(digestHex));
        return locator;
    }

    /** Returns the instance receipt that {@link #output} adds. */
    ObjectNode instanceReceiptOf(ObjectNode locator) {
        String outputId = locator.path("output_id").asText();
        ObjectNode receipt = Json.object().put("output_id", outputId).put("status", "PASS");
        receipt.putObject("scope")
                .put("manifest_fingerprint", pins.manifestFingerprint().value())
                .put("parameter_hash", pins.parameterHash().value())
                .put("seed", pins.seed())
                .put("scenario_id", pins.scenarioId());
        receipt.set("target_ref", locator.deepCopy());
        receipt.set("target_digest", locator.path("content_digest").deepCopy());
        receipt.put("receipt_kind", "instance_proof");
        receipt.putObject("artifacts")
                .put("receipt_path", "fraud-platform/sr/instance_receipts/" + pins.runId() + "/" + outputId + ".json");
        return receipt;
    }

    static String micros(Instant instant) {
        return MICROS.format(instant);
    }

    static <T> UnaryOperator<T> then(UnaryOperator<T> first, UnaryOperator<T> second) {
        return value -> second.apply(first.apply(value));
    }

    private ObjectNode pinsNode() {
        ObjectNode node = Json.object()
                .put("manifest_fingerprint", pins.manifestFingerprint().value())
                .put("parameter_hash", pins.parameterHash().value())
                .put("seed", pins.seed())
                .put("scenario_id", pins.scenarioId())
                .put("run_id", pins.runId().value());
        if (pins.platformRunId() != null) {
            node.put("platform_run_id", pins.platformRunId());
        }
        if (pins.scenarioRunId() != null) {
            node.put("scenario_run_id", pins.scenarioRunId().value());
        }
        return node;
    }

    private static ObjectNode digest(String hex) {
        return Json.object().put("algo", "sha256").put("hex", hex);
    }
}
