package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.BadDocument.FACTS_PLACE;
import static io.worldstream.wsp.internal.join.BadDocument.bad;
import static io.worldstream.wsp.internal.join.BadDocument.drop;
import static io.worldstream.wsp.internal.join.BadDocument.set;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS_FLAG;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS_GATE;
import static io.worldstream.wsp.internal.join.FactsFixture.FACTS_REF;
import static io.worldstream.wsp.internal.join.FactsFixture.LABELS;
import static io.worldstream.wsp.internal.join.FactsFixture.OTHER_GATE;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM_FLAG;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM_GATE;
import static io.worldstream.wsp.internal.join.FactsFixture.gateReceipt;
import static io.worldstream.wsp.internal.join.FactsFixture.instanceReceipt;
import static io.worldstream.wsp.internal.join.FactsFixture.locator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.Limits;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The required agreement between READY, facts view, catalogue, policy and proofs (contracts 1, 2, 4, 12): each way to
 * violate it, with all codes and paths, and without opening any output to detect it (I2, I3, I11).
 */
final class JoinSurfaceTest {
    private static final String OTHER32 = "ffffffffffffffffffffffffffffffff";
    private static final String OTHER64 = "f".repeat(64);
    private static final String READY_REF = "ready#/payload/facts_view_ref";
    private static final String ARRIVALS_ROLE = "facts_view#/output_roles/arrival_events_5B";
    private static final String STREAM_ROLE = "facts_view#/output_roles/s3_event_stream_with_fraud_6B";
    private static final String STREAM_FLAG_POINTER = "facts_view#/gate_receipts/0/artifacts/passed_flag_path";
    private static final String ARRIVALS_FLAG_POINTER = "facts_view#/gate_receipts/2/artifacts/passed_flag_path";

    @ParameterizedTest(name = "{0}")
    @MethodSource({"theView", "theRun", "theTargets", "theGates", "theFlags", "theInstanceReceipts", "severalAtOnce"})
    void isRefused(BadDocument document) {
        document.check();
    }

    static Stream<BadDocument> theView() {
        return Stream.of(
                bad(
                                "the facts view is missing",
                                fixture -> fixture.ready(ready -> at(ready, "sr/run_facts_view/none.json")),
                                "FACTS_UNREADABLE " + READY_REF)
                        .opening(),
                bad(
                        "the facts view cannot be read",
                        fixture -> fixture.oracle(oracle -> oracle.failReads(RootKind.OBJECT_STORE, FACTS_REF)),
                        "FACTS_UNREADABLE " + READY_REF),
                bad("the facts view is over the size limit", limit(-1), "FACTS_UNREADABLE " + READY_REF),
                bad(
                                "the reference names a folder of several",
                                fixture -> fixture.oracle(oracle ->
                                                oracle.put(RootKind.OBJECT_STORE, "sr/run_facts_view/x.json", "{}"))
                                        .ready(ready -> at(ready, "sr/run_facts_view")),
                                "FACTS_UNREADABLE " + READY_REF)
                        .opening(),
                outOfReach("sr/../sr/run_facts_view/x.json"),
                outOfReach(".."),
                outOfReach("sr/%2e%2e/x.json"),
                outOfReach("sr/%2E/x.json"),
                outOfReach("sr/%252e%252e/x.json"),
                outOfReach("sr\\..\\x.json"),
                outOfReach("sr/x\0.json"),
                outOfReach("sr/x%00.json"),
                outOfReach("file:///store/" + FACTS_REF),
                outOfReach("s3://bucket/" + FACTS_REF),
                outOfReach("C:\\sr\\x.json"),
                outOfReach("/etc/" + FACTS_REF),
                outOfReach("/oracle/" + FACTS_REF),
                outOfReach("\\store2\\" + FACTS_REF),
                outOfReach("sr/*/x.json"),
                outOfReach("sr/*/" + FactsFixture.RUN_ID + "*.json"),
                outOfReach("sr/run_facts_view/*/"),
                outOfReach("sr/run_facts_view/*"));
    }

    /** Out of reach is judged before existence: most of these name nothing, either. */
    private static BadDocument outOfReach(String reference) {
        return bad(
                        "the reference is " + reference.replace('\0', '0'),
                        fixture -> fixture.ready(ready -> at(ready, reference)),
                        "REF_OUT_OF_REACH " + READY_REF)
                .opening();
    }

    static Stream<BadDocument> theRun() {
        return Stream.of(
                bad(
                        "READY announces another run",
                        fixture -> fixture.ready(ready -> new ReadySignal(
                                ready.messageId(), new RunId(OTHER32), ready.factsViewRef(), ready.bundleHash())),
                        "RUN_ID_MISMATCH facts_view#/run_id",
                        "RUN_ID_MISMATCH facts_view#/pins/run_id"),
                bad("the view is of another run", text("/run_id", OTHER32), "RUN_ID_MISMATCH facts_view#/run_id"),
                bad(
                        "the pins are of another run",
                        text("/pins/run_id", OTHER32),
                        "RUN_ID_MISMATCH facts_view#/pins/run_id"),
                bad(
                        "READY announces another bundle",
                        fixture -> fixture.ready(ready -> new ReadySignal(
                                ready.messageId(), ready.runId(), ready.factsViewRef(), new Hex64(OTHER64))),
                        "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash"),
                bad(
                        "view and READY name a hash that the view has not",
                        fixture -> fixture.facts(facts -> facts.put("bundle_hash", OTHER64)),
                        "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash"),
                bad(
                        "neither announced nor computed",
                        fixture -> fixture.sealedFacts(facts -> facts.put("bundle_hash", OTHER64)),
                        "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash",
                        "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash"),
                tampered("/locators/2/path", "data/elsewhere/"),
                tampered("/gate_receipts/1/status", "FAIL"),
                tampered("/instance_receipts/2/status", "FAIL"),
                tampered("/policy_rev/revision", "v9"),
                bad(
                        "the instance receipt of an output was taken out",
                        fixture ->
                                fixture.sealedFacts(facts -> ((ArrayNode) facts.path("instance_receipts")).remove(2)),
                        "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash"),
                bad(
                        "delivery mode PULL",
                        text("/traffic_delivery_mode", "PULL"),
                        "DELIVERY_MODE_PULL facts_view#/traffic_delivery_mode"),
                bad(
                        "no delivery mode",
                        drop("/traffic_delivery_mode"),
                        "DELIVERY_MODE_MISSING facts_view#/traffic_delivery_mode"),
                window("2026-01-02T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z"),
                window("2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.000000Z"),
                window("2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z"),
                pin("/locators/0/", "manifest_fingerprint", OTHER64, "PIN_MISMATCH"),
                pin("/locators/0/", "parameter_hash", OTHER64, "PIN_MISMATCH"),
                pin("/locators/0/", "scenario_id", "baseline_v2", "PIN_MISMATCH"),
                pin("/locators/0/", "scenario_id", "Baseline_v1", "PIN_MISMATCH"),
                pin("/locators/0/", "run_id", OTHER32, "PIN_MISMATCH"),
                pin("/locators/2/", "manifest_fingerprint", OTHER64, "PIN_MISMATCH"),
                bad(
                        "the seed of a locator",
                        fixture -> fixture.facts(facts -> locator(facts, STREAM).put("seed", 43)),
                        "PIN_MISMATCH facts_view#/locators/0/seed"),
                bad(
                        "the seed of a locator of no traffic",
                        fixture -> fixture.facts(facts -> locator(facts, LABELS).put("seed", 0)),
                        "PIN_MISMATCH facts_view#/locators/2/seed"),
                pin("/gate_receipts/0/scope/", "manifest_fingerprint", OTHER64, "GATE_SCOPE_MISMATCH"),
                pin("/gate_receipts/1/scope/", "manifest_fingerprint", OTHER64, "GATE_SCOPE_MISMATCH"),
                pin("/gate_receipts/0/scope/", "parameter_hash", OTHER64, "GATE_SCOPE_MISMATCH"),
                pin("/gate_receipts/0/scope/", "scenario_id", "", "GATE_SCOPE_MISMATCH"),
                pin("/gate_receipts/0/scope/", "run_id", OTHER32, "GATE_SCOPE_MISMATCH"),
                bad(
                        "the seed of a gate's scope",
                        set("/gate_receipts/2/scope/seed", "43"),
                        "GATE_SCOPE_MISMATCH facts_view#/gate_receipts/2/scope/seed"),
                pin("/instance_receipts/1/scope/", "manifest_fingerprint", OTHER64, "INSTANCE_RECEIPT_MISMATCH"),
                pin("/instance_receipts/2/scope/", "manifest_fingerprint", OTHER64, "INSTANCE_RECEIPT_MISMATCH"),
                pin("/instance_receipts/1/scope/", "parameter_hash", OTHER64, "INSTANCE_RECEIPT_MISMATCH"),
                pin("/instance_receipts/1/scope/", "scenario_id", "x", "INSTANCE_RECEIPT_MISMATCH"),
                pin("/instance_receipts/1/scope/", "run_id", OTHER32, "INSTANCE_RECEIPT_MISMATCH"),
                bad(
                        "the seed of an instance receipt's scope",
                        set("/instance_receipts/1/scope/seed", "18446744073709551615"),
                        "INSTANCE_RECEIPT_MISMATCH facts_view#/instance_receipts/1/scope/seed"));
    }

    private static BadDocument tampered(String pointer, String value) {
        return bad(
                "after sealing, " + pointer + " became " + value,
                fixture -> fixture.sealedFacts(facts -> set(facts, pointer, quoted(value))),
                "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash");
    }

    private static BadDocument window(String start, String end) {
        return bad(
                "a window from " + start + " to " + end,
                set("/traffic_window", "{\"start_utc\":" + quoted(start) + ",\"end_utc\":" + quoted(end) + "}"),
                "TRAFFIC_WINDOW_INVALID facts_view#/traffic_window");
    }

    private static BadDocument pin(String parent, String pin, String value, String code) {
        return bad(
                parent + pin + " is " + value,
                fixture -> fixture.facts(facts -> set(facts, parent + pin, quoted(value))),
                code + " facts_view#" + parent + pin);
    }

    static Stream<BadDocument> theTargets() {
        return Stream.of(
                bad("no roles", drop("/output_roles"), "NO_TRAFFIC_TARGETS facts_view#/output_roles"),
                bad("empty roles", set("/output_roles", "{}"), "NO_TRAFFIC_TARGETS facts_view#/output_roles"),
                bad(
                        "no role is of traffic",
                        set(
                                "/output_roles",
                                "{\"arrival_events_5B\":\"ops_telemetry\",\"s4_event_labels_6B\":\"BUSINESS_TRAFFIC\"}"),
                        "NO_TRAFFIC_TARGETS facts_view#/output_roles"),
                bad(
                        "all traffic is optional and absent",
                        set("/output_roles", "{\"s2_flow_anchor_baseline_6B\":\"business_traffic\"}"),
                        "NO_TRAFFIC_TARGETS facts_view#/locators"),
                bad(
                        "the catalogue lacks a traffic output",
                        fixture -> fixture.notInCatalogue(STREAM),
                        "OUTPUT_UNKNOWN " + STREAM_ROLE),
                bad(
                        "a traffic output that nobody knows",
                        text("/output_roles/s9_unheard_of", "business_traffic"),
                        "OUTPUT_UNKNOWN facts_view#/output_roles/s9_unheard_of"),
                bad(
                        "no locator",
                        fixture -> fixture.facts(facts -> {
                            ((ArrayNode) facts.path("locators")).remove(0);
                            ((ArrayNode) facts.path("instance_receipts")).remove(0);
                        }),
                        "LOCATOR_MISSING " + STREAM_ROLE),
                bad(
                        "two locators that differ in the path",
                        repeatLocator(copy -> copy.put("path", "data/elsewhere.jsonl")),
                        "LOCATOR_DUPLICATE facts_view#/locators/3"),
                bad(
                        "two locators of which one says less",
                        repeatLocator(copy -> copy.remove("scenario_id")),
                        "LOCATOR_DUPLICATE facts_view#/locators/3"),
                bad(
                        "three locators of which the last differs",
                        fixture -> {
                            repeatLocator(copy -> {}).accept(fixture);
                            repeatLocator(copy -> copy.put("schema_ref", "x")).accept(fixture);
                        },
                        "LOCATOR_DUPLICATE facts_view#/locators/4"),
                bad(
                        "no content digest",
                        fixture -> fixture.digestedFacts(facts -> {
                            drop(facts, "/locators/0/content_digest");
                            drop(facts, "/instance_receipts/0/target_ref/content_digest");
                        }),
                        "CONTENT_DIGEST_MISSING facts_view#/locators/0"),
                locatorPath("data/none-*.jsonl", "OBJECT_MISSING"),
                locatorPath("data/none/", "OBJECT_MISSING"),
                locatorPath("data/none.jsonl", "OBJECT_MISSING"),
                locatorPath("data/../data/x.jsonl", "REF_OUT_OF_REACH"),
                locatorPath("data/%2e%2e/x.jsonl", "REF_OUT_OF_REACH"),
                locatorPath("s3://bucket/data/x.jsonl", "REF_OUT_OF_REACH"),
                locatorPath("/store/" + FACTS_REF, "REF_OUT_OF_REACH"),
                locatorPath("/data/arrival_events_5B/part-00000.jsonl", "REF_OUT_OF_REACH"),
                locatorPath("data/*/part-00000.jsonl", "REF_OUT_OF_REACH"),
                locatorPath("data/x\0.jsonl", "REF_OUT_OF_REACH"),
                bad(
                        "a traffic output without a primary key",
                        entry(List.of(), List.of(ARRIVALS_GATE)),
                        "PRIMARY_KEY_MISSING " + ARRIVALS_ROLE),
                bad(
                        "a traffic output that needs no gate",
                        entry(List.of("merchant_id"), List.of()),
                        "GATE_MISSING " + ARRIVALS_ROLE));
    }

    private static BadDocument locatorPath(String path, String code) {
        return bad(
                "a locator's path is " + path.replace('\0', '0'),
                fixture -> fixture.facts(facts -> locator(facts, STREAM).put("path", path)),
                code + " facts_view#/locators/0/path");
    }

    static Stream<BadDocument> theGates() {
        return Stream.of(
                bad(
                        "no receipt of a gate",
                        fixture -> fixture.facts(facts -> ((ArrayNode) facts.path("gate_receipts")).remove(0)),
                        "GATE_MISSING facts_view#/gate_receipts"),
                bad(
                        "one of two gates lacks",
                        entry(List.of("merchant_id"), List.of(ARRIVALS_GATE, "gate.layer9.9Z.validation")),
                        "GATE_MISSING facts_view#/gate_receipts"),
                bad(
                        "the gate's name in other letters",
                        text("/gate_receipts/0/gate_id", "GATE.layer3.6B.validation"),
                        "GATE_MISSING facts_view#/gate_receipts"),
                bad(
                        "a gate failed",
                        text("/gate_receipts/0/status", "FAIL"),
                        "GATE_NOT_PASSED facts_view#/gate_receipts/0/status"),
                bad(
                        "a gate failed that two outputs need",
                        fixture -> {
                            entry(List.of("merchant_id"), List.of(STREAM_GATE)).accept(fixture);
                            text("/gate_receipts/0/status", "FAIL").accept(fixture);
                        },
                        "GATE_NOT_PASSED facts_view#/gate_receipts/0/status",
                        "GATE_NOT_PASSED facts_view#/gate_receipts/0/status"),
                bad(
                        "PASS, then FAIL",
                        repeatGate(copy -> copy.put("status", "FAIL")),
                        "GATE_NOT_PASSED facts_view#/gate_receipts/3/status"),
                bad(
                        "FAIL, then PASS",
                        fixture -> {
                            repeatGate(copy -> {}).accept(fixture);
                            text("/gate_receipts/0/status", "FAIL").accept(fixture);
                        },
                        "GATE_NOT_PASSED facts_view#/gate_receipts/0/status"),
                bad(
                        "a gate's status is neither",
                        text("/gate_receipts/0/status", "WAIVED"),
                        "FACTS_INVALID facts_view#/gate_receipts/0/status",
                        "GATE_NOT_PASSED facts_view#/gate_receipts/0/status"));
    }

    /** The view is sound, so that the flags are opened, in the order of outputs and their gates, and nothing else is. */
    static Stream<BadDocument> theFlags() {
        return Stream.of(
                streamFlag("another digest", "sha256_hex = " + OTHER64),
                streamFlag("the other gates' key", "bundle_digest_sha256 = " + hash(STREAM_GATE)),
                streamFlag("another key", "sha256 = " + hash(STREAM_GATE)),
                streamFlag("another key in a JSON object", "{\"sha256\":\"" + hash(STREAM_GATE) + "\"}"),
                streamFlag("nothing", ""),
                streamFlag("the digest alone", hash(STREAM_GATE)),
                streamFlag("upper case", "sha256_hex = " + hash(STREAM_GATE).toUpperCase(Locale.ROOT)),
                streamFlag("two lines", "sha256_hex = " + hash(STREAM_GATE) + "\nsha256_hex = " + OTHER64),
                streamFlag("a digest that is too long", "sha256_hex = " + hash(STREAM_GATE) + "0"),
                streamFlag("a number", "{\"sha256_hex\": 7}"),
                streamFlag("a JSON array", "[\"" + hash(STREAM_GATE) + "\"]"),
                streamFlag("half a JSON object", "{\"sha256_hex\": \"" + hash(STREAM_GATE) + "\""),
                streamFlag(
                        "a key that stands twice",
                        "{\"sha256_hex\":\"" + OTHER64 + "\",\"sha256_hex\":\"" + hash(STREAM_GATE) + "\"}"),
                streamFlag("another digest in a JSON object", "{\"sha256_hex\":\"" + OTHER64 + "\"}"),
                streamFlag(
                        "upper case in a JSON object", "{\"sha256_hex\":\"" + OTHER64.toUpperCase(Locale.ROOT) + "\"}"),
                arrivalsFlag("another digest", "bundle_digest_sha256 = " + OTHER64),
                arrivalsFlag("the common key, at a gate of 5B", "sha256_hex = " + hash(ARRIVALS_GATE)),
                bad(
                                "the common key, at a gate of 5A",
                                fixture -> {
                                    String gate = "gate.layer2.5A.validation";
                                    entry(List.of("merchant_id"), List.of(gate)).accept(fixture);
                                    text("/gate_receipts/2/gate_id", gate).accept(fixture);
                                    fixture.oracle(oracle -> oracle.put(
                                            RootKind.ORACLE, ARRIVALS_FLAG, "sha256_hex=" + hash(ARRIVALS_GATE)));
                                },
                                "GATE_EVIDENCE_MISMATCH " + ARRIVALS_FLAG_POINTER)
                        .opening(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG, "/oracle/" + STREAM_FLAG),
                bad(
                                "a flag, and a receipt without a digest to hold it to",
                                drop("/gate_receipts/0/digest"),
                                "GATE_EVIDENCE_MISMATCH " + STREAM_FLAG_POINTER)
                        .opening(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG),
                flagPath("data/gates/6B/none.flag", "OBJECT_MISSING"),
                flagPath("data/../x.flag", "REF_OUT_OF_REACH"),
                flagPath("/store/" + FACTS_REF, "REF_OUT_OF_REACH"),
                flagPath("https://gates/6B", "REF_OUT_OF_REACH"),
                flagPath("data/gates/6B/*.flag", "REF_OUT_OF_REACH"),
                bad(
                                "a flag that cannot be read",
                                fixture -> fixture.oracle(oracle -> oracle.failReads(RootKind.ORACLE, STREAM_FLAG)),
                                "OBJECT_UNREADABLE " + STREAM_FLAG_POINTER)
                        .opening(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG, "/oracle/" + STREAM_FLAG),
                bad(
                                "a flag of two megabytes",
                                fixture -> fixture.oracle(
                                        oracle -> oracle.put(RootKind.ORACLE, STREAM_FLAG, " ".repeat(2 << 20))),
                                "OBJECT_UNREADABLE " + STREAM_FLAG_POINTER)
                        .opening(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG, "/oracle/" + STREAM_FLAG),
                bad(
                                "both flags are wrong",
                                fixture -> fixture.oracle(oracle -> oracle.put(RootKind.ORACLE, STREAM_FLAG, "?")
                                        .put(RootKind.ORACLE, ARRIVALS_FLAG, "?")),
                                "GATE_EVIDENCE_MISMATCH " + STREAM_FLAG_POINTER,
                                "GATE_EVIDENCE_MISMATCH " + ARRIVALS_FLAG_POINTER)
                        .opening(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG, "/oracle/" + STREAM_FLAG));
    }

    private static BadDocument streamFlag(String what, String text) {
        return bad(
                        "a flag holds " + what,
                        fixture -> fixture.oracle(oracle -> oracle.put(RootKind.ORACLE, STREAM_FLAG, text)),
                        "GATE_EVIDENCE_MISMATCH " + STREAM_FLAG_POINTER)
                .opening(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG, "/oracle/" + STREAM_FLAG);
    }

    private static BadDocument arrivalsFlag(String what, String text) {
        return bad(
                        "a flag of 5B holds " + what,
                        fixture -> fixture.oracle(oracle -> oracle.put(RootKind.ORACLE, ARRIVALS_FLAG, text)),
                        "GATE_EVIDENCE_MISMATCH " + ARRIVALS_FLAG_POINTER)
                .opening(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG, "/oracle/" + STREAM_FLAG);
    }

    private static BadDocument flagPath(String path, String code) {
        return bad(
                        "a flag's path is " + path,
                        text("/gate_receipts/0/artifacts/passed_flag_path", path),
                        code + " " + STREAM_FLAG_POINTER)
                .opening(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG);
    }

    static Stream<BadDocument> theInstanceReceipts() {
        String target = "INSTANCE_RECEIPT_MISMATCH facts_view#/instance_receipts/0/target_ref";
        return Stream.of(
                bad(
                        "no instance receipts at all",
                        drop("/instance_receipts"),
                        "INSTANCE_RECEIPT_MISSING " + ARRIVALS_ROLE,
                        "INSTANCE_RECEIPT_MISSING " + STREAM_ROLE),
                bad(
                        "no instance receipt of one output",
                        fixture -> fixture.facts(facts -> ((ArrayNode) facts.path("instance_receipts")).remove(0)),
                        "INSTANCE_RECEIPT_MISSING " + STREAM_ROLE),
                bad(
                        "no instance receipt, and the catalogue does not say what scopes the output",
                        fixture -> {
                            fixture.catalogue(
                                    new Catalogue.Output(STREAM, List.of("flow_id"), List.of(STREAM_GATE), ""));
                            fixture.facts(facts -> ((ArrayNode) facts.path("instance_receipts")).remove(0));
                        },
                        "INSTANCE_RECEIPT_MISSING " + STREAM_ROLE),
                bad(
                        "an instance failed",
                        text("/instance_receipts/0/status", "FAIL"),
                        "INSTANCE_RECEIPT_NOT_PASSED facts_view#/instance_receipts/0/status"),
                bad(
                        "an instance passed and failed",
                        repeatInstance(copy -> copy.put("status", "FAIL")),
                        "INSTANCE_RECEIPT_NOT_PASSED facts_view#/instance_receipts/3/status"),
                bad(
                        "an instance failed and passed",
                        fixture -> {
                            repeatInstance(copy -> {}).accept(fixture);
                            text("/instance_receipts/0/status", "FAIL").accept(fixture);
                        },
                        "INSTANCE_RECEIPT_NOT_PASSED facts_view#/instance_receipts/0/status"),
                bad(
                        "target_ref has another path",
                        targetRef(ref -> ref.put("path", "./" + ref.path("path").asText())),
                        target),
                bad("target_ref has another output", targetRef(ref -> ref.put("output_id", ARRIVALS.value())), target),
                bad("target_ref lacks a pin", targetRef(ref -> ref.remove("scenario_id")), target),
                bad("target_ref has a pin more", targetRef(ref -> ref.put("run_id", FactsFixture.RUN_ID)), target),
                bad("target_ref has another seed", targetRef(ref -> ref.put("seed", 43)), target),
                bad("target_ref has a schema", targetRef(ref -> ref.put("schema_ref", "x")), target),
                bad("target_ref lacks the digest", targetRef(ref -> ref.remove("content_digest")), target),
                bad(
                        "target_ref has another digest",
                        targetRef(ref -> ((ObjectNode) ref.path("content_digest")).put("hex", OTHER64)),
                        target),
                bad(
                        "target_digest differs",
                        text("/instance_receipts/0/target_digest/hex", OTHER64),
                        "INSTANCE_RECEIPT_MISMATCH facts_view#/instance_receipts/0/target_digest"),
                bad(
                        "the second of two receipts is bound to something else",
                        repeatInstance(copy -> ((ObjectNode) copy.path("target_ref")).put("path", "data/x")),
                        "INSTANCE_RECEIPT_MISMATCH facts_view#/instance_receipts/3/target_ref"),
                bad(
                        "the digest is in the receipt alone",
                        fixture -> fixture.digestedFacts(facts -> drop(facts, "/locators/0/content_digest")),
                        "CONTENT_DIGEST_MISSING facts_view#/locators/0",
                        target));
    }

    static Stream<BadDocument> severalAtOnce() {
        return Stream.of(bad(
                "nearly everything",
                fixture -> {
                    fixture.ready(ready -> new ReadySignal(
                            ready.messageId(), new RunId(OTHER32), ready.factsViewRef(), new Hex64(OTHER64)));
                    fixture.digestedFacts(facts -> {
                        facts.remove("plan_ref");
                        facts.put("traffic_delivery_mode", "PULL").put("surprise", 1);
                        ((ObjectNode) facts.path("output_roles")).put("s9_unheard_of", "business_traffic");
                        set(
                                facts,
                                "/traffic_window",
                                "{\"start_utc\":\"2026-01-02T00:00:00.000000Z\",\"end_utc\":\"2026-01-01T00:00:00.000000Z\"}");
                        locator(facts, STREAM)
                                .put("seed", 43)
                                .put("path", "../x")
                                .remove("content_digest");
                        gateReceipt(facts, STREAM_GATE).put("status", "FAIL");
                        gateReceipt(facts, ARRIVALS_GATE).put("gate_id", "gate.other");
                        gateReceipt(facts, OTHER_GATE).remove("scope");
                        instanceReceipt(facts, ARRIVALS).put("status", "FAIL");
                    });
                    fixture.sealedFacts(facts -> ((ObjectNode) facts.path("policy_rev")).put("revision", "v9"));
                },
                "FACTS_INVALID facts_view#/plan_ref",
                "FACTS_INVALID facts_view#/surprise",
                "FACTS_INVALID facts_view#/gate_receipts/1/scope",
                "RUN_ID_MISMATCH facts_view#/run_id",
                "RUN_ID_MISMATCH facts_view#/pins/run_id",
                "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash",
                "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash",
                "DELIVERY_MODE_PULL facts_view#/traffic_delivery_mode",
                "TRAFFIC_WINDOW_INVALID facts_view#/traffic_window",
                "PIN_MISMATCH facts_view#/locators/0/seed",
                "OUTPUT_UNKNOWN facts_view#/output_roles/s9_unheard_of",
                "GATE_NOT_PASSED facts_view#/gate_receipts/0/status",
                "GATE_MISSING facts_view#/gate_receipts",
                "REF_OUT_OF_REACH facts_view#/locators/0/path",
                "CONTENT_DIGEST_MISSING facts_view#/locators/0",
                "INSTANCE_RECEIPT_MISMATCH facts_view#/instance_receipts/0/target_ref",
                "INSTANCE_RECEIPT_NOT_PASSED facts_view#/instance_receipts/1/status"));
    }

    private static ReadySignal at(ReadySignal ready, String reference) {
        return new ReadySignal(ready.messageId(), ready.runId(), reference, ready.bundleHash());
    }

    /** Bounds documents at the length of the view and so many bytes more. */
    static Consumer<FactsFixture> limit(int more) {
        return fixture -> fixture.factsBytes(bytes -> {
            fixture.policy(policy -> policy.withLimits(
                    Limits.builder().maxDocumentBytes(bytes.length + more).build()));
            return bytes;
        });
    }

    private static Consumer<FactsFixture> text(String pointer, String value) {
        return set(pointer, quoted(value));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String hash(String gate) {
        return DigestUtils.sha256Hex(gate);
    }

    private static Consumer<FactsFixture> entry(List<String> primaryKey, List<String> gates) {
        return fixture -> fixture.catalogue(new Catalogue.Output(
                ARRIVALS, primaryKey, gates, fixture.entry(ARRIVALS).scope()));
    }

    static Consumer<FactsFixture> repeatLocator(Consumer<ObjectNode> change) {
        return repeat("locators", facts -> locator(facts, STREAM), change);
    }

    private static Consumer<FactsFixture> repeatGate(Consumer<ObjectNode> change) {
        return repeat("gate_receipts", facts -> gateReceipt(facts, STREAM_GATE), change);
    }

    private static Consumer<FactsFixture> repeatInstance(Consumer<ObjectNode> change) {
        return repeat("instance_receipts", facts -> instanceReceipt(facts, STREAM), change);
    }

    private static Consumer<FactsFixture> repeat(
            String array, Function<ObjectNode, ObjectNode> element, Consumer<ObjectNode> change) {
        return fixture -> fixture.digestedFacts(facts -> {
            ObjectNode copy = element.apply(facts).deepCopy();
            change.accept(copy);
            ((ArrayNode) facts.path(array)).add(copy);
        });
    }

    private static Consumer<FactsFixture> targetRef(Consumer<ObjectNode> change) {
        return fixture -> fixture.digestedFacts(facts ->
                change.accept((ObjectNode) instanceReceipt(facts, STREAM).path("target_ref")));
    }
}
