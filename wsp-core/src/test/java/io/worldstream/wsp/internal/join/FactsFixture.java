package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.CodePointOrder;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.StreamPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A sound sealed world, small enough to read: two traffic outputs with rows, gates, flags and instance receipts, and a
 * truth product that is a folder. Break it where you need to: the oracle's bytes ({@link #oracle}), the facts view before
 * its digests are computed ({@link #facts}), before its bundle hash is ({@link #digestedFacts}), after that ({@link
 * #sealedFacts}), or its bytes ({@link #factsBytes}). Then {@link #seal} it.
 */
public final class FactsFixture {
    /** The run. */
    public static final String RUN_ID = "b52c75123406063a2abf0a89cc0c554a";
    /** The world's manifest. */
    public static final String MANIFEST = "1dc72ec46cc967916f7d7d70148caf2ddae174544406ed54ac79de7129266f75";
    /** The world's parameters. */
    public static final String PARAMETERS = "e40d8905dded74b8afbd2244190924dab1d626d4e8c6901dd8281a620841b3b3";
    /** The world's scenario. */
    public static final String SCENARIO = "baseline_v1";
    /** Traffic in two parts; its gate's flag is a JSON object whose field is {@code bundle_digest_sha256}. */
    public static final OutputId ARRIVALS = new OutputId("arrival_events_5B");
    /** Traffic in one part; its gate's flag is a line whose key is {@code sha256_hex}. */
    public static final OutputId STREAM = new OutputId("s3_event_stream_with_fraud_6B");
    /** Not traffic: a folder, unknown to the catalogue. */
    public static final OutputId LABELS = new OutputId("s4_event_labels_6B");
    /** In the catalogue as optional; not in the facts view. */
    public static final OutputId OPTIONAL = new OutputId("s2_flow_anchor_baseline_6B");

    public static final String ARRIVALS_GATE = "gate.layer2.5B.validation";
    public static final String STREAM_GATE = "gate.layer3.6B.validation";
    public static final String OTHER_GATE = "gate.layer1.1A.validation";

    public static final String ARRIVALS_PATH = "data/arrival_events_5B/part-*.jsonl";
    public static final String STREAM_PATH = "data/s3_event_stream_with_fraud_6B/part-00000.jsonl";
    public static final String ARRIVALS_FLAG = "data/gates/5B/_passed.flag";
    public static final String STREAM_FLAG = "data/gates/6B/_passed.flag";
    public static final String FACTS_REF = "sr/run_facts_view/" + RUN_ID + ".json";

    /** The platform's run in the second generation. */
    public static final String PLATFORM_RUN = "platform_20260201T093000Z";
    /** The configuration of the run in the second generation. */
    public static final String CONFIG_DIGEST = "c".repeat(64);
    /** The pack of the world in the second generation. */
    public static final String PACK_ID = "d".repeat(64);

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final MapOracle oracle = new MapOracle();
    private final ObjectNode facts = JSON.objectNode();
    private final Map<OutputId, Catalogue.Output> catalogue = new LinkedHashMap<>();
    private StreamPolicy policy = StreamPolicy.defaults();
    private final List<Consumer<ObjectNode>> beforeSealing = new ArrayList<>();
    private final List<Consumer<ObjectNode>> afterSealing = new ArrayList<>();
    private UnaryOperator<byte[]> factsBytes = bytes -> bytes;
    private UnaryOperator<ReadySignal> ready = signal -> signal;
    private @Nullable PlatformAnnouncement announcement;

    private FactsFixture() {}

    /** A world in which nothing is wrong. */
    public static FactsFixture sound() {
        FactsFixture fixture = new FactsFixture();
        fixture.fillCatalogue();
        fixture.fillOracle();
        fixture.fillFacts();
        return fixture;
    }

    /** The same world as the platform's second generation announces it, under the policy for it (contracts 13). */
    public FactsFixture secondGeneration() {
        policy = policy.withEnvelope(envelope -> envelope.withContract(EnvelopeContract.V1));
        announcement = announcement(PLATFORM_RUN, RUN_ID, Map.of("oracle_pack_id", PACK_ID, "engine_release", "1.0.0"));
        facts.remove("traffic_delivery_mode");
        facts.put("platform_run_id", PLATFORM_RUN).put("scenario_run_id", RUN_ID);
        facts.withObject("/pins").put("platform_run_id", PLATFORM_RUN).put("scenario_run_id", RUN_ID);
        facts.put("run_config_digest", CONFIG_DIGEST)
                .put("service_release_id", "svc-1")
                .put("environment", "local_parity");
        facts.putObject("provenance")
                .put("service_release_id", "svc-1")
                .put("environment", "local_parity")
                .put("config_revision", "r7")
                .put("run_config_digest", CONFIG_DIGEST);
        facts.putObject("oracle_pack_ref")
                .put("oracle_pack_id", PACK_ID)
                .put("manifest_ref", "packs/manifest.json")
                .putObject("stream_view_output_refs")
                .put(STREAM.value(), "views/s3");
        return this;
    }

    /** Returns the fields that a second-generation READY announces besides run, facts view and hash. */
    public static PlatformAnnouncement announcement(String platformRun, String scenarioRun, Map<String, String> pack) {
        return PlatformAnnouncement.builder(platformRun, new RunId(scenarioRun))
                .runConfigDigest(new Hex64(CONFIG_DIGEST))
                .world(new Hex64(MANIFEST), new Hex64(PARAMETERS), SCENARIO)
                .oraclePackRef(pack.isEmpty() ? null : new OraclePackRef(pack))
                .build();
    }

    /** Changes what the oracle holds. */
    public FactsFixture oracle(Consumer<MapOracle> change) {
        change.accept(oracle);
        return this;
    }

    /** Changes the facts view before its digests and its bundle hash are computed. */
    public FactsFixture facts(Consumer<ObjectNode> change) {
        change.accept(facts);
        return this;
    }

    /** Changes the facts view once its digests are there, before its bundle hash is computed. */
    public FactsFixture digestedFacts(Consumer<ObjectNode> change) {
        beforeSealing.add(change);
        return this;
    }

    /** Changes the facts view after its bundle hash was computed. */
    public FactsFixture sealedFacts(Consumer<ObjectNode> change) {
        afterSealing.add(change);
        return this;
    }

    /** Changes the bytes of the facts view. */
    public FactsFixture factsBytes(UnaryOperator<byte[]> change) {
        factsBytes = change;
        return this;
    }

    /** Changes the text of the facts view. */
    public FactsFixture factsText(UnaryOperator<String> change) {
        return factsBytes(
                bytes -> change.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
    }

    /** Changes what READY says. */
    public FactsFixture ready(UnaryOperator<ReadySignal> change) {
        ready = change;
        return this;
    }

    /** Changes the policy; it starts from the defaults. */
    public FactsFixture policy(UnaryOperator<StreamPolicy> change) {
        policy = change.apply(policy);
        return this;
    }

    /** Adds or replaces a catalogue entry. */
    public FactsFixture catalogue(Catalogue.Output entry) {
        catalogue.put(entry.outputId(), entry);
        return this;
    }

    /** Takes a catalogue entry away. */
    public FactsFixture notInCatalogue(OutputId output) {
        catalogue.remove(output);
        return this;
    }

    /** The catalogue entry of an output. */
    public Catalogue.Output entry(OutputId output) {
        return Objects.requireNonNull(catalogue.get(output));
    }

    /** Computes what is derived: content digests, target references, bundle hash. Then applies the late changes. */
    public World seal() {
        fillDigests();
        beforeSealing.forEach(change -> change.accept(facts));
        if (!facts.has("bundle_hash")) {
            facts.put("bundle_hash", bundleHash(facts));
        }
        ReadySignal signal = ready.apply(new ReadySignal(
                "0c15bd4ff5b5d8fdda1b1a1ecbdb8f3c",
                new RunId(RUN_ID),
                FACTS_REF,
                new Hex64(facts.path("bundle_hash").asText()),
                announcement));
        ObjectNode view = facts.deepCopy();
        afterSealing.forEach(change -> change.accept(view));
        oracle.put(
                RootKind.OBJECT_STORE,
                FACTS_REF,
                factsBytes.apply(view.toString().getBytes(StandardCharsets.UTF_8)));
        return new World(signal, view, Catalogue.of("test", catalogue.values()), policy, oracle);
    }

    /** A locator of the facts view, by output. */
    public static ObjectNode locator(ObjectNode facts, OutputId output) {
        return element(facts, "locators", "output_id", output.value());
    }

    /** A gate receipt of the facts view, by gate. */
    public static ObjectNode gateReceipt(ObjectNode facts, String gate) {
        return element(facts, "gate_receipts", "gate_id", gate);
    }

    /** An instance receipt of the facts view, by output. */
    public static ObjectNode instanceReceipt(ObjectNode facts, OutputId output) {
        return element(facts, "instance_receipts", "output_id", output.value());
    }

    /** The bundle hash of a facts view (contracts 4). */
    public static String bundleHash(ObjectNode facts) {
        ObjectNode bundle = JSON.objectNode();
        bundle.set("locators", sorted(facts.path("locators"), "output_id"));
        bundle.set("receipts", sorted(facts.path("gate_receipts"), "gate_id"));
        bundle.set("instance_receipts", sorted(facts.path("instance_receipts"), "output_id"));
        bundle.set("policy_rev", facts.path("policy_rev"));
        return CanonicalJson.sha256Hex(bundle);
    }

    private static ArrayNode sorted(JsonNode array, String key) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        elements.sort(Comparator.comparing(element -> element.path(key).asText(), CodePointOrder.INSTANCE));
        return JSON.arrayNode().addAll(elements);
    }

    private static ObjectNode element(ObjectNode facts, String array, String key, String value) {
        for (JsonNode element : facts.path(array)) {
            if (element.path(key).asText().equals(value)) {
                return (ObjectNode) element;
            }
        }
        throw new IllegalArgumentException("no " + value + " in " + array);
    }

    private void fillCatalogue() {
        catalogue(new Catalogue.Output(
                ARRIVALS,
                List.of("seed", "manifest_fingerprint", "scenario_id", "merchant_id", "arrival_seq"),
                List.of(ARRIVALS_GATE),
                "scope_seed_manifest_fingerprint_scenario_id"));
        catalogue(new Catalogue.Output(
                STREAM,
                List.of("seed", "manifest_fingerprint", "scenario_id", "flow_id", "event_seq"),
                List.of(STREAM_GATE),
                "scope_seed_manifest_fingerprint_scenario_id"));
        catalogue(new Catalogue.Output(
                OPTIONAL,
                List.of("seed", "manifest_fingerprint", "scenario_id", "flow_id"),
                List.of(STREAM_GATE),
                "scope_seed_manifest_fingerprint_scenario_id",
                true,
                Catalogue.DEFAULT_TIME_FIELD,
                Catalogue.TimeFormat.RFC3339));
    }

    private void fillOracle() {
        oracle.put(
                RootKind.ORACLE,
                "data/arrival_events_5B/part-00000.jsonl",
                arrival(1013486064, 1, "2026-01-01T00:00:02.716507Z")
                        + arrival(1013486064, 2, "2026-01-01T00:00:07.000001Z"));
        oracle.put(
                RootKind.ORACLE,
                "data/arrival_events_5B/part-00001.jsonl",
                arrival(2000000000, 1, "2026-01-01T00:00:03.000000Z"));
        oracle.put(
                RootKind.ORACLE,
                STREAM_PATH,
                "{\"flow_id\":7,\"event_seq\":1,\"ts_utc\":\"2026-01-01T00:00:05.5Z\",\"amount\":10.50," + pinColumns()
                        + "}\n");
        oracle.put(RootKind.ORACLE, "data/s4_event_labels_6B/part-00000.parquet", "not for WSP");
        oracle.put(
                RootKind.ORACLE,
                ARRIVALS_FLAG,
                "{\"bundle_digest_sha256\": \"" + DigestUtils.sha256Hex(ARRIVALS_GATE) + "\", \"gate\": \"5B\"}");
        oracle.put(RootKind.ORACLE, STREAM_FLAG, "sha256_hex = " + DigestUtils.sha256Hex(STREAM_GATE) + "\n");
    }

    private static String arrival(long merchant, int sequence, String time) {
        return "{\"merchant_id\":" + merchant + ",\"arrival_seq\":" + sequence + ",\"ts_utc\":\"" + time + "\","
                + pinColumns() + "}\n";
    }

    private static String pinColumns() {
        return "\"seed\":42,\"manifest_fingerprint\":\"" + MANIFEST + "\",\"parameter_hash\":\"" + PARAMETERS
                + "\",\"scenario_id\":\"" + SCENARIO + "\"";
    }

    private void fillFacts() {
        facts.put("run_id", RUN_ID);
        facts.putObject("pins")
                .put("manifest_fingerprint", MANIFEST)
                .put("parameter_hash", PARAMETERS)
                .put("seed", 42)
                .put("scenario_id", SCENARIO)
                .put("run_id", RUN_ID);
        ArrayNode locators = facts.putArray("locators");
        locators.add(locator(STREAM, STREAM_PATH));
        locators.add(locator(ARRIVALS, ARRIVALS_PATH));
        locators.add(locator(LABELS, "data/s4_event_labels_6B/"));
        facts.putObject("output_roles")
                .put(STREAM.value(), "business_traffic")
                .put(LABELS.value(), "truth_product")
                .put(ARRIVALS.value(), "business_traffic");
        facts.putArray("intended_outputs")
                .add(ARRIVALS.value())
                .add(STREAM.value())
                .add(LABELS.value());
        ArrayNode gates = facts.putArray("gate_receipts");
        gates.add(gateReceipt(STREAM_GATE, STREAM_FLAG));
        gates.add(gateReceipt(OTHER_GATE, "data/gates/1A/_passed.flag"));
        gates.add(gateReceipt(ARRIVALS_GATE, ARRIVALS_FLAG));
        facts.putObject("policy_rev")
                .put("policy_id", "sr_policy")
                .put("revision", "v0")
                .put("content_digest", "c0a3d19c52b6b5ccc605e387435f5437aa550b0eb47db5e4a744bfa8cbcc9caf");
        facts.put("plan_ref", "sr/run_plan/" + RUN_ID + ".json");
        facts.put("record_ref", "sr/run_record/" + RUN_ID + ".jsonl");
        facts.put("status_ref", "sr/run_status/" + RUN_ID + ".json");
        facts.put("traffic_delivery_mode", "STREAM");
        ArrayNode instances = facts.putArray("instance_receipts");
        instances.add(instanceReceipt(STREAM));
        instances.add(instanceReceipt(ARRIVALS));
        instances.add(instanceReceipt(LABELS));
    }

    private static ObjectNode locator(OutputId output, String path) {
        return JSON.objectNode()
                .put("output_id", output.value())
                .put("path", path)
                .put("manifest_fingerprint", MANIFEST)
                .put("seed", 42)
                .put("scenario_id", SCENARIO);
    }

    private static ObjectNode gateReceipt(String gate, String flag) {
        ObjectNode receipt = JSON.objectNode().put("gate_id", gate).put("status", "PASS");
        receipt.putObject("scope").put("manifest_fingerprint", MANIFEST);
        receipt.put("receipt_kind", "passed_flag");
        receipt.set("digest", digest(DigestUtils.sha256Hex(gate)));
        receipt.putObject("artifacts").put("passed_flag_path", flag);
        return receipt;
    }

    private static ObjectNode instanceReceipt(OutputId output) {
        ObjectNode receipt = JSON.objectNode().put("output_id", output.value()).put("status", "PASS");
        receipt.putObject("scope")
                .put("manifest_fingerprint", MANIFEST)
                .put("seed", 42)
                .put("scenario_id", SCENARIO);
        receipt.put("receipt_kind", "instance_proof");
        receipt.putObject("artifacts").put("receipt_path", "sr/instance_receipts/" + output + ".json");
        return receipt;
    }

    private static ObjectNode digest(String hex) {
        return JSON.objectNode().put("algo", "sha256").put("hex", hex);
    }

    /** Adds the derived fields that are not there; what a test set itself stays. */
    private void fillDigests() {
        for (JsonNode locator : facts.path("locators")) {
            if (locator.isObject()
                    && !locator.has("content_digest")
                    && locator.path("path").isTextual()) {
                String hex = contentDigest(locator.path("path").textValue());
                ((ObjectNode) locator).set("content_digest", digest(hex));
            }
        }
        for (JsonNode receipt : facts.path("instance_receipts")) {
            JsonNode locator = locatorOf(receipt.path("output_id").asText());
            if (locator.isObject()) {
                if (!receipt.has("target_ref")) {
                    ((ObjectNode) receipt).set("target_ref", locator.deepCopy());
                }
                if (!receipt.has("target_digest")) {
                    ((ObjectNode) receipt)
                            .set("target_digest", locator.path("content_digest").deepCopy());
                }
            }
        }
    }

    private JsonNode locatorOf(String output) {
        for (JsonNode locator : facts.path("locators")) {
            if (locator.path("output_id").asText().equals(output)) {
                return locator;
            }
        }
        return JSON.missingNode();
    }

    private String contentDigest(String path) {
        MapOracle quiet = oracle.quietCopy();
        try {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (OraclePart part : quiet.resolve(new SealedReference(RootKind.ORACLE, path))) {
                try (PartContent content = quiet.open(part)) {
                    ByteBuffer bytes = ByteBuffer.allocate((int) content.sizeBytes());
                    while (bytes.hasRemaining()) {
                        content.read(bytes.position(), bytes);
                    }
                    all.writeBytes(bytes.array());
                }
            }
            return DigestUtils.sha256Hex(all.toByteArray());
        } catch (WspException e) {
            return DigestUtils.sha256Hex(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A world as the engine meets it.
     *
     * @param ready what is announced
     * @param facts the facts view, as stored unless its bytes were changed
     * @param catalogue what outputs there are
     * @param policy what the host decided
     * @param oracle where everything is
     */
    public record World(
            ReadySignal ready, ObjectNode facts, Catalogue catalogue, StreamPolicy policy, MapOracle oracle) {
        /** The checks by the host's settings. */
        public JoinSurface joinSurface() {
            return new JoinSurface(oracle, catalogue, policy);
        }
    }
}
