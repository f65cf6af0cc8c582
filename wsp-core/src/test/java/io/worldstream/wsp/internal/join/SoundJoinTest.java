package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.BadDocument.FACTS_PLACE;
import static io.worldstream.wsp.internal.join.BadDocument.join;
import static io.worldstream.wsp.internal.join.BadDocument.violations;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS_FLAG;
import static io.worldstream.wsp.internal.join.FactsFixture.ARRIVALS_GATE;
import static io.worldstream.wsp.internal.join.FactsFixture.FACTS_REF;
import static io.worldstream.wsp.internal.join.FactsFixture.MANIFEST;
import static io.worldstream.wsp.internal.join.FactsFixture.OPTIONAL;
import static io.worldstream.wsp.internal.join.FactsFixture.OTHER_GATE;
import static io.worldstream.wsp.internal.join.FactsFixture.PARAMETERS;
import static io.worldstream.wsp.internal.join.FactsFixture.RUN_ID;
import static io.worldstream.wsp.internal.join.FactsFixture.SCENARIO;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM_FLAG;
import static io.worldstream.wsp.internal.join.FactsFixture.STREAM_GATE;
import static io.worldstream.wsp.internal.join.FactsFixture.gateReceipt;
import static io.worldstream.wsp.internal.join.FactsFixture.instanceReceipt;
import static io.worldstream.wsp.internal.join.FactsFixture.locator;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.api.Catalogue;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.SealedReference;
import io.worldstream.wsp.api.SealedReference.RootKind;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.join.FactsFixture.World;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.plan.TrafficWindow;
import io.worldstream.wsp.policy.DeliveryModeAbsent;
import io.worldstream.wsp.policy.StreamPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Worlds that the join surface accepts, the facts it gains, and how little it opens (contracts 2 to 4; I2, I3). */
final class SoundJoinTest {
    @Test
    void aSoundWorldIsJoinedByOpeningTheViewAndTheNeededFlagsAlone() {
        World world = FactsFixture.sound().seal();
        facts(world);
        assertThat(world.oracle().opened())
                .containsExactly(FACTS_PLACE, "/oracle/" + ARRIVALS_FLAG, "/oracle/" + STREAM_FLAG);
        assertThat(world.oracle().openContents()).isZero();
    }

    /** Locators of other roles, other gates' flags and receipts' paths are not even looked for. */
    @Test
    void nothingIsResolvedThatIsNotNeeded() {
        World world = FactsFixture.sound().seal();
        facts(world);
        assertThat(world.oracle().resolved())
                .containsExactly(
                        new SealedReference(RootKind.OBJECT_STORE, FACTS_REF),
                        new SealedReference(RootKind.ORACLE, FactsFixture.ARRIVALS_PATH),
                        new SealedReference(RootKind.ORACLE, FactsFixture.STREAM_PATH),
                        new SealedReference(RootKind.ORACLE, ARRIVALS_FLAG),
                        new SealedReference(RootKind.ORACLE, STREAM_FLAG));
    }

    @Test
    void theFactsSayAllThatThePlanNeeds() {
        World world = FactsFixture.sound().seal();
        RunFacts facts = facts(world);
        assertThat(facts.pins())
                .isEqualTo(new Pins(
                        new Hex64(MANIFEST),
                        new Hex64(PARAMETERS),
                        BigInteger.valueOf(42),
                        SCENARIO,
                        new RunId(RUN_ID),
                        null,
                        null));
        assertThat(facts.absent()).isEmpty();
        assertThat(facts.window()).isNull();
        assertThat(facts.notes()).isEmpty();
        assertThat(facts.targets())
                .extracting(target -> target.output().outputId())
                .containsExactly(ARRIVALS, STREAM);
        RunFacts.Target arrivals = facts.targets().get(0);
        assertThat(arrivals.locatorPath()).isEqualTo(FactsFixture.ARRIVALS_PATH);
        assertThat(arrivals.contentDigest())
                .hasToString(locator(world.facts(), ARRIVALS)
                        .at("/content_digest/hex")
                        .asText());
        assertThat(arrivals.locatorJson()).isEqualTo(sortedText(locator(world.facts(), ARRIVALS)));
        assertThat(arrivals.instanceReceiptRef()).isEqualTo("sr/instance_receipts/arrival_events_5B.json");
        assertThat(arrivals.parts())
                .extracting(OraclePart::path)
                .containsExactly(
                        "/oracle/data/arrival_events_5B/part-00000.jsonl",
                        "/oracle/data/arrival_events_5B/part-00001.jsonl");
    }

    /** The fields of a locator of the fixture, in ascending order. */
    private static String sortedText(ObjectNode locator) {
        return "{\"content_digest\":" + locator.path("content_digest")
                + ",\"manifest_fingerprint\":" + locator.path("manifest_fingerprint") + ",\"output_id\":"
                + locator.path("output_id") + ",\"path\":" + locator.path("path") + ",\"scenario_id\":"
                + locator.path("scenario_id") + ",\"seed\":" + locator.path("seed") + "}";
    }

    @Test
    void aSeedMayBeAsLargeAsAnUnsignedLong() {
        RunFacts facts = facts(withPins("18446744073709551615", SCENARIO));
        assertThat(facts.pins().seed()).isEqualTo(new BigInteger("18446744073709551615"));
    }

    @Test
    void aSeedMayBeZero() {
        assertThat(facts(withPins("0", SCENARIO)).pins().seed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"schön_ü", "東京 \ud83d\ude80", "a\\\"b", "\\u0000\\u001f\\u007f\\uffff", ""})
    void aScenarioMayBeAnyText(String scenario) {
        RunFacts facts = facts(withPins("42", scenario));
        assertThat(facts.pins().scenarioId())
                .isEqualTo(BadDocument.parse("\"" + scenario + "\"").textValue());
    }

    private static World withPins(String seed, String scenario) {
        return FactsFixture.sound()
                .facts(facts -> {
                    for (String object : List.of("/pins", "/locators/0", "/locators/1", "/locators/2")) {
                        BadDocument.set(facts, object + "/seed", seed);
                        BadDocument.set(facts, object + "/scenario_id", "\"" + scenario + "\"");
                    }
                    for (int i = 0; i < 3; i++) {
                        BadDocument.set(facts, "/instance_receipts/" + i + "/scope/seed", seed);
                        BadDocument.set(
                                facts, "/instance_receipts/" + i + "/scope/scenario_id", "\"" + scenario + "\"");
                    }
                })
                .seal();
    }

    @Test
    void theWindowIsTakenToTheMicrosecond() {
        FactsFixture fixture = FactsFixture.sound();
        BadDocument.set(
                        "/traffic_window",
                        "{\"start_utc\":\"2026-01-01T00:00:00.000001Z\",\"end_utc\":\"2026-01-01T00:00:00.000002Z\"}")
                .accept(fixture);
        assertThat(facts(fixture.seal()).window())
                .isEqualTo(new TrafficWindow(
                        Instant.parse("2026-01-01T00:00:00.000001Z"), Instant.parse("2026-01-01T00:00:00.000002Z")));
    }

    @Test
    void aViewWithoutAModeIsStreamedIfPolicySaysSoAndThatIsNoted() {
        FactsFixture fixture = FactsFixture.sound()
                .policy(policy ->
                        policy.withAdmission(admission -> admission.withDeliveryModeAbsent(DeliveryModeAbsent.STREAM)));
        BadDocument.drop("/traffic_delivery_mode").accept(fixture);
        assertThat(facts(fixture.seal()).notes())
                .singleElement()
                .asString()
                .contains("traffic_delivery_mode", "STREAM");
    }

    @Test
    void theRefusalOfAViewWithoutAModeNamesTheSetting() {
        FactsFixture fixture = FactsFixture.sound();
        BadDocument.drop("/traffic_delivery_mode").accept(fixture);
        assertThat(refusal(fixture.seal()).message()).contains("policy.delivery_mode_absent", "stream");
    }

    @Test
    void modePullIsRefusedWhateverPolicySaysOfItsAbsence() {
        FactsFixture fixture = FactsFixture.sound()
                .policy(policy ->
                        policy.withAdmission(admission -> admission.withDeliveryModeAbsent(DeliveryModeAbsent.STREAM)));
        BadDocument.set("/traffic_delivery_mode", "\"PULL\"").accept(fixture);
        assertThat(violations(join(fixture.seal())))
                .containsExactly("DELIVERY_MODE_PULL facts_view#/traffic_delivery_mode");
    }

    @Test
    void aRefusalShowsBothValues() {
        FactsFixture fixture =
                FactsFixture.sound().facts(facts -> locator(facts, STREAM).put("seed", 43));
        assertThat(refusal(fixture.seal()).message()).contains("\"43\"", "\"42\"");
    }

    @Test
    void equalLocatorsCountOnceAndThatIsNoted() {
        FactsFixture fixture = FactsFixture.sound();
        JoinSurfaceTest.repeatLocator(copy -> {}).accept(fixture);
        RunFacts facts = facts(fixture.seal());
        assertThat(facts.targets()).hasSize(2);
        assertThat(facts.notes()).singleElement().asString().contains(STREAM.value(), "twice");
    }

    @Test
    void locatorsWhoseFieldsAreInAnotherOrderAreEqual() {
        FactsFixture fixture = FactsFixture.sound();
        JoinSurfaceTest.repeatLocator(copy -> copy.set("output_id", copy.remove("output_id")))
                .accept(fixture);
        assertThat(facts(fixture.seal()).targets()).hasSize(2);
    }

    @Test
    void anOptionalOutputWithoutALocatorIsAbsentAndNeedsNoProof() {
        World world = FactsFixture.sound()
                .catalogue(new Catalogue.Output(
                        OPTIONAL, List.of(), List.of("gate.none"), "", true, "ts_utc", Catalogue.TimeFormat.RFC3339))
                .facts(facts -> ((ObjectNode) facts.path("output_roles")).put(OPTIONAL.value(), "business_traffic"))
                .seal();
        assertThat(facts(world).absent()).containsExactly(OPTIONAL);
    }

    @Test
    void anOptionalOutputWithALocatorIsHeldToEverything() {
        World world = FactsFixture.sound()
                .facts(facts -> {
                    ((ObjectNode) facts.path("output_roles")).put(OPTIONAL.value(), "business_traffic");
                    ((ArrayNode) facts.path("locators"))
                            .add(locator(facts, STREAM).deepCopy().put("output_id", OPTIONAL.value()));
                })
                .seal();
        assertThat(violations(join(world)))
                .containsExactly("INSTANCE_RECEIPT_MISSING facts_view#/output_roles/" + OPTIONAL);
    }

    @Test
    void anOutputThatIsNotInstanceScopedNeedsNoInstanceReceipt() {
        World world = FactsFixture.sound()
                .catalogue(new Catalogue.Output(
                        STREAM, List.of("flow_id"), List.of(STREAM_GATE), "scope_manifest_fingerprint"))
                .facts(facts -> ((ArrayNode) facts.path("instance_receipts")).remove(0))
                .seal();
        assertThat(facts(world).targets().get(1).instanceReceiptRef()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'has no scope in its catalogue entry, so it needs an instance receipt, and has none'",
        "seed, is instance-scoped and has no instance receipt"
    })
    void join_noInstanceReceipt_saysWhyOneIsNeeded(String scope, String why) {
        World world = FactsFixture.sound()
                .catalogue(new Catalogue.Output(STREAM, List.of("flow_id"), List.of(STREAM_GATE), scope))
                .facts(facts -> ((ArrayNode) facts.path("instance_receipts")).remove(0))
                .seal();
        assertThat(((JoinResult.Refused) join(world)).violations())
                .singleElement()
                .extracting(Violation::message)
                .isEqualTo(why);
    }

    @Test
    void aReceiptThatIsNotNeededIsStillNamed() {
        World world = FactsFixture.sound()
                .catalogue(new Catalogue.Output(
                        STREAM, List.of("flow_id"), List.of(STREAM_GATE), "scope_manifest_fingerprint"))
                .seal();
        assertThat(facts(world).targets().get(1).instanceReceiptRef())
                .isEqualTo("sr/instance_receipts/" + STREAM + ".json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed", "scenario_id", "parameter_hash", "run_id", "scope_x_seed_y"})
    void aScopeWithAnyTokenOfARunIsInstanceScoped(String scope) {
        World world = FactsFixture.sound()
                .catalogue(new Catalogue.Output(STREAM, List.of("flow_id"), List.of(STREAM_GATE), scope))
                .facts(facts -> ((ArrayNode) facts.path("instance_receipts")).remove(0))
                .seal();
        assertThat(violations(join(world)))
                .containsExactly("INSTANCE_RECEIPT_MISSING facts_view#/output_roles/" + STREAM);
    }

    @Test
    void aTrafficOutputWithoutGatesIsTakenIfPolicyAllowsIt() {
        World world = FactsFixture.sound()
                .policy(policy -> policy.withAdmission(admission -> admission.withAllowUngated(true)))
                .catalogue(new Catalogue.Output(STREAM, List.of("flow_id"), List.of(), "manifest_fingerprint"))
                .seal();
        assertThat(facts(world).targets()).hasSize(2);
        assertThat(world.oracle().opened()).doesNotContain("/oracle/" + STREAM_FLAG);
    }

    @Test
    void passTwiceIsFine() {
        World world = FactsFixture.sound()
                .digestedFacts(facts -> {
                    ((ArrayNode) facts.path("gate_receipts"))
                            .add(gateReceipt(facts, STREAM_GATE).deepCopy());
                    ((ArrayNode) facts.path("instance_receipts"))
                            .add(instanceReceipt(facts, STREAM).deepCopy());
                })
                .seal();
        assertThat(facts(world).targets()).hasSize(2);
    }

    @Test
    void gatesThatNoTargetNeedsMayFailOrBeWithoutEvidence() {
        World world = FactsFixture.sound()
                .facts(facts ->
                        gateReceipt(facts, OTHER_GATE).put("status", "FAIL").remove("digest"))
                .seal();
        assertThat(facts(world).targets()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256_hex = %s",
                "sha256_hex = %s\n",
                "sha256_hex=%s\r\n",
                "sha256_hex=   %s",
                "{\"sha256_hex\":\"%s\"}",
                "\n {\"gate\": 7, \"sha256_hex\": \"%s\"} \n",
            })
    void aPassedFlagIsALineOrAJsonObject(String flag) {
        World world = FactsFixture.sound()
                .oracle(oracle -> oracle.put(
                        RootKind.ORACLE, STREAM_FLAG, String.format(flag, DigestUtils.sha256Hex(STREAM_GATE))))
                .seal();
        assertThat(facts(world).targets()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gate.layer2.5A.validation", "gate.5B", "5A"})
    void theGatesOf5AAnd5BGiveABundleDigest(String gate) {
        World world = FactsFixture.sound()
                .catalogue(
                        new Catalogue.Output(ARRIVALS, List.of("merchant_id"), List.of(gate), "manifest_fingerprint"))
                .facts(facts -> gateReceipt(facts, ARRIVALS_GATE).put("gate_id", gate))
                .seal();
        assertThat(facts(world).targets()).hasSize(2);
    }

    @Test
    void aGateWithoutAFlagPathIsTakenAtItsWord() {
        World world = FactsFixture.sound()
                .facts(facts -> gateReceipt(facts, STREAM_GATE).remove("artifacts"))
                .seal();
        assertThat(facts(world).targets()).hasSize(2);
        assertThat(world.oracle().opened()).doesNotContain("/oracle/" + STREAM_FLAG);
    }

    @Test
    void aViewOfExactlyTheLimitIsRead() {
        FactsFixture fixture = FactsFixture.sound();
        JoinSurfaceTest.limit(0).accept(fixture);
        assertThat(facts(fixture.seal()).targets()).hasSize(2);
    }

    @Test
    void aViewMayComeByteByByte() {
        World world =
                FactsFixture.sound().oracle(oracle -> oracle.maxReadBytes(1)).seal();
        assertThat(facts(world).targets()).hasSize(2);
    }

    @Test
    void referencesMayBeWrittenInManyWays() {
        World world = FactsFixture.sound()
                .ready(ready -> new ReadySignal(
                        ready.messageId(),
                        ready.runId(),
                        "\\store\\.\\" + FACTS_REF.replace('/', '\\'),
                        ready.bundleHash()))
                .facts(facts -> locator(facts, STREAM).put("path", "/oracle//" + FactsFixture.STREAM_PATH))
                .seal();
        assertThat(facts(world).targets().get(1).parts()).hasSize(1);
    }

    @Test
    void aLocatorMayNameAFolderWithAllBeneathIt() {
        World world = FactsFixture.sound()
                .oracle(oracle -> oracle.put(RootKind.ORACLE, "data/arrival_events_5B/more/.part.jsonl", ""))
                .facts(facts -> locator(facts, ARRIVALS).put("path", "data/arrival_events_5B/"))
                .seal();
        assertThat(facts(world).targets().get(0).parts()).hasSize(3);
    }

    @Test
    void theOrderOfLocatorsAndReceiptsIsNotInTheHash() {
        World world = FactsFixture.sound()
                .sealedFacts(facts -> {
                    for (String array : List.of("locators", "gate_receipts", "instance_receipts")) {
                        ArrayNode elements = (ArrayNode) facts.path(array);
                        elements.add(elements.remove(0));
                    }
                })
                .seal();
        assertThat(facts(world).targets()).hasSize(2);
    }

    /** The text of the hash is fixed here by hand; the fixture's own would repeat what the code does. */
    @Test
    void theHashIsOverSortedElementsInCanonicalTextWithNumbersAsTheyStand() {
        String policy = "{\"content_digest\":\"" + MANIFEST + "\",\"policy_id\":\"p\",\"revision\":\"r\"}";
        String gates = "[{\"gate_id\":\"a\",\"notes\":[1.0,10.50,12345678901234567890,\"\\u00fc\"],\"scope\":"
                + "{\"manifest_fingerprint\":\"" + MANIFEST + "\"},\"status\":\"PASS\"},"
                + "{\"gate_id\":\"b\",\"scope\":{\"manifest_fingerprint\":\"" + MANIFEST + "\"},\"status\":\"FAIL\"},"
                + "{\"gate_id\":\"b\",\"scope\":{\"manifest_fingerprint\":\"" + MANIFEST + "\"},\"status\":\"PASS\"}]";
        String hashed =
                "{\"instance_receipts\":[],\"locators\":[],\"policy_rev\":" + policy + ",\"receipts\":" + gates + "}";
        World world = FactsFixture.sound()
                .facts(facts -> {
                    facts.remove(List.of("instance_receipts", "output_roles"));
                    facts.putArray("locators");
                    ArrayNode sorted = (ArrayNode) BadDocument.parse(gates);
                    facts.putArray("gate_receipts")
                            .add(sorted.get(1))
                            .add(sorted.get(0))
                            .add(sorted.get(2));
                    facts.set("policy_rev", BadDocument.parse(policy));
                    facts.put("bundle_hash", DigestUtils.sha256Hex(hashed));
                })
                .seal();
        assertThat(violations(join(world))).containsExactly("NO_TRAFFIC_TARGETS facts_view#/output_roles");
    }

    /** The platform computed these hashes; their paths name nothing, so that reach is all that may be wrong. */
    @ParameterizedTest
    @MethodSource
    void thePlatformsOwnViewsHaveTheHashThatTheySay(String line) {
        ObjectNode view = (ObjectNode) BadDocument.parse(line);
        MapOracle oracle = new MapOracle().put(RootKind.OBJECT_STORE, "view.json", line);
        ReadySignal ready = new ReadySignal(
                "m",
                new RunId(view.path("run_id").asText()),
                "view.json",
                new Hex64(view.path("bundle_hash").asText()));
        JoinSurface surface = new JoinSurface(
                oracle,
                Catalogue.of("empty", List.of()),
                StreamPolicy.defaults()
                        .withAdmission(admission -> admission.withDeliveryModeAbsent(DeliveryModeAbsent.STREAM)));
        JoinResult.Refused refused = (JoinResult.Refused) surface.check(ready);
        assertThat(refused.violations())
                .extracting(violation -> violation.code().name())
                .isSubsetOf("OUTPUT_UNKNOWN", "NO_TRAFFIC_TARGETS");

        view.withObject("/policy_rev").put("revision", "v9");
        oracle.put(RootKind.OBJECT_STORE, "view.json", view.toString());
        assertThat(violations(surface.check(ready))).contains("BUNDLE_HASH_MISMATCH facts_view#/bundle_hash");
    }

    static List<String> thePlatformsOwnViewsHaveTheHashThatTheySay() throws IOException {
        try (InputStream in = SoundJoinTest.class.getResourceAsStream("/vectors/run_facts_views.jsonl")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static RunFacts facts(World world) {
        JoinResult result = join(world);
        assertThat(result).isInstanceOf(JoinResult.Joined.class);
        return ((JoinResult.Joined) result).facts();
    }

    private static Violation refusal(World world) {
        List<Violation> violations = ((JoinResult.Refused) join(world)).violations();
        assertThat(violations).hasSize(1);
        return violations.get(0);
    }
}
