package io.worldstream.wsp.internal.join;

import static io.worldstream.wsp.internal.join.FactsFixture.CONFIG_DIGEST;
import static io.worldstream.wsp.internal.join.FactsFixture.MANIFEST;
import static io.worldstream.wsp.internal.join.FactsFixture.PACK_ID;
import static io.worldstream.wsp.internal.join.FactsFixture.PARAMETERS;
import static io.worldstream.wsp.internal.join.FactsFixture.PLATFORM_RUN;
import static io.worldstream.wsp.internal.join.FactsFixture.RUN_ID;
import static io.worldstream.wsp.internal.join.FactsFixture.SCENARIO;
import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.EnvelopeContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts views of the platform's second generation, and their agreement with READY (contracts 13). */
final class SecondFactsViewTest {
    private static final String OTHER32 = "f".repeat(32);
    private static final String OTHER64 = "f".repeat(64);
    private static final String OTHER_PLATFORM_RUN = "platform_20260201T093001Z";
    private static final String[] NO_TEXT = {"null", "7", "true", "[]", "{}"};
    private static final String[] NO_HEX64 = {"null", "7", "\"\"", "\"" + "A".repeat(64) + "\""};
    private static final String[] NO_OBJECT = {"null", "7", "\"x\"", "[]"};

    private static BadDocument bad(String name, Consumer<FactsFixture> mutation, String... expected) {
        return BadDocument.bad(
                name,
                fixture -> {
                    fixture.secondGeneration();
                    mutation.accept(fixture);
                },
                expected);
    }

    private static JoinResult.Joined joined(Consumer<FactsFixture> change) {
        FactsFixture fixture = FactsFixture.sound().secondGeneration();
        change.accept(fixture);
        JoinResult result = BadDocument.join(fixture.seal());
        assertThat(result).isInstanceOf(JoinResult.Joined.class);
        return (JoinResult.Joined) result;
    }

    @Test
    void view_withAllFields_isJoinedWithoutNotes() {
        RunFacts facts = joined(fixture -> {}).facts();
        assertThat(facts.pins().platformRunId()).isEqualTo(PLATFORM_RUN);
        assertThat(facts.pins().scenarioRunId()).isEqualTo(new RunId(RUN_ID));
        assertThat(facts.targets()).hasSize(2);
        assertThat(facts.notes()).isEmpty();
    }

    @Test
    void view_withoutOptionalFields_isJoined() {
        joined(fixture -> fixture.facts(facts -> facts.remove(
                List.of("run_config_digest", "service_release_id", "environment", "provenance", "oracle_pack_ref"))));
    }

    @Test
    void oraclePackRef_withOtherFieldsThanReady_isJoined() {
        joined(fixture ->
                fixture.facts(facts -> facts.putObject("oracle_pack_ref").put("oracle_root", "oracle")));
    }

    @Test
    void deliveryMode_stream_isJoined() {
        joined(fixture -> fixture.facts(facts -> facts.put("traffic_delivery_mode", "STREAM")));
    }

    @Test
    void trafficWindow_present_counts() {
        RunFacts facts = joined(BadDocument.set(
                        "/traffic_window",
                        "{\"start_utc\":\"2026-01-01T00:00:00.000000Z\",\"end_utc\":\"2026-01-02T00:00:00.000000Z\"}"))
                .facts();
        assertThat(facts.window()).isNotNull();
    }

    @Test
    void field_ignorable_isPassedOver() {
        joined(fixture -> fixture.policy(policy ->
                        policy.withAdmission(admission -> admission.withIgnorableFactsFields(Set.of("engine_build"))))
                .facts(facts -> facts.put("engine_build", 7)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"missing", "illTyped", "unknown", "disagreeing", "readyDisagreeing", "delivery", "severalAtOnce"})
    void isRefused(BadDocument document) {
        document.check();
    }

    static Stream<BadDocument> missing() {
        return Stream.of(
                        "/run_id",
                        "/platform_run_id",
                        "/scenario_run_id",
                        "/pins",
                        "/pins/manifest_fingerprint",
                        "/pins/parameter_hash",
                        "/pins/seed",
                        "/pins/scenario_id",
                        "/pins/run_id",
                        "/pins/platform_run_id",
                        "/pins/scenario_run_id",
                        "/provenance/service_release_id",
                        "/provenance/environment",
                        "/policy_rev",
                        "/plan_ref",
                        "/record_ref",
                        "/status_ref")
                .map(pointer -> bad("without " + pointer, BadDocument.drop(pointer), invalid(pointer)));
    }

    static Stream<BadDocument> illTyped() {
        return Stream.of(
                        illTyped("/platform_run_id", "null", "7", "\"\"", "[]"),
                        illTyped("/scenario_run_id", "null", "7", "\"run\"", "\"" + RUN_ID + "\\n\""),
                        illTyped("/pins/platform_run_id", "null", "7", "\"\""),
                        illTyped("/pins/scenario_run_id", "null", "7", "\"run\"", "\"" + RUN_ID + "\\n\""),
                        illTyped("/pins/seed", "\"42\"", "-1"),
                        illTyped("/run_config_digest", NO_HEX64),
                        illTyped("/service_release_id", NO_TEXT),
                        illTyped("/environment", NO_TEXT),
                        illTyped("/provenance", NO_OBJECT),
                        illTyped("/provenance/service_release_id", NO_TEXT),
                        illTyped("/provenance/environment", NO_TEXT),
                        illTyped("/provenance/config_revision", NO_TEXT),
                        illTyped("/provenance/run_config_digest", NO_HEX64),
                        illTyped("/oracle_pack_ref", NO_OBJECT),
                        illTyped("/oracle_pack_ref", "{}"),
                        illTyped("/oracle_pack_ref/oracle_pack_id", NO_HEX64),
                        illTyped("/oracle_pack_ref/manifest_ref", NO_TEXT),
                        illTyped("/oracle_pack_ref/engine_run_root", NO_TEXT),
                        illTyped("/oracle_pack_ref/scenario_id", NO_TEXT),
                        illTyped("/oracle_pack_ref/stream_view_root", NO_TEXT),
                        illTyped("/oracle_pack_ref/oracle_root", NO_TEXT),
                        illTyped("/oracle_pack_ref/engine_release", NO_TEXT),
                        illTyped("/oracle_pack_ref/stream_view_output_refs", NO_OBJECT),
                        illTyped("/oracle_pack_ref/stream_view_output_refs/x", NO_TEXT))
                .flatMap(cases -> cases);
    }

    static Stream<BadDocument> unknown() {
        return Stream.of(
                        "/engine_release",
                        "/message_id",
                        "/pins/world",
                        "/provenance/host",
                        "/oracle_pack_ref/seed",
                        "/policy_rev/author")
                .map(pointer -> bad("unknown " + pointer, BadDocument.set(pointer, "\"x\""), invalid(pointer)));
    }

    static Stream<BadDocument> disagreeing() {
        return Stream.of(
                differs("RUN_ID_MISMATCH", "/run_id", OTHER32),
                differs("RUN_ID_MISMATCH", "/scenario_run_id", OTHER32),
                differs("RUN_ID_MISMATCH", "/platform_run_id", OTHER_PLATFORM_RUN),
                differs("RUN_ID_MISMATCH", "/platform_run_id", PLATFORM_RUN + "\\n"),
                differs("RUN_ID_MISMATCH", "/pins/run_id", OTHER32),
                differs("RUN_ID_MISMATCH", "/pins/scenario_run_id", OTHER32),
                differs("RUN_ID_MISMATCH", "/pins/platform_run_id", OTHER_PLATFORM_RUN),
                differs("PIN_MISMATCH", "/run_config_digest", OTHER64),
                differs("PIN_MISMATCH", "/provenance/run_config_digest", OTHER64),
                differs("PIN_MISMATCH", "/oracle_pack_ref/oracle_pack_id", OTHER64),
                differs("PIN_MISMATCH", "/oracle_pack_ref/engine_release", "1.0.1"));
    }

    static Stream<BadDocument> readyDisagreeing() {
        return Stream.of(
                bad(
                        "READY announces another run",
                        ready(ready -> new ReadySignal(
                                ready.messageId(),
                                new RunId(OTHER32),
                                ready.factsViewRef(),
                                ready.bundleHash(),
                                FactsFixture.announcement(PLATFORM_RUN, OTHER32, Map.of()))),
                        "RUN_ID_MISMATCH facts_view#/run_id",
                        "RUN_ID_MISMATCH facts_view#/scenario_run_id",
                        "RUN_ID_MISMATCH facts_view#/pins/run_id",
                        "RUN_ID_MISMATCH facts_view#/pins/scenario_run_id"),
                bad(
                        "READY announces another platform run",
                        announced(FactsFixture.announcement(OTHER_PLATFORM_RUN, RUN_ID, Map.of())),
                        "RUN_ID_MISMATCH facts_view#/platform_run_id",
                        "RUN_ID_MISMATCH facts_view#/pins/platform_run_id"),
                bad(
                        "READY announces another manifest",
                        announced(announcement(OTHER64, PARAMETERS, SCENARIO, CONFIG_DIGEST)),
                        "PIN_MISMATCH facts_view#/pins/manifest_fingerprint"),
                bad(
                        "READY announces other parameters",
                        announced(announcement(MANIFEST, OTHER64, SCENARIO, CONFIG_DIGEST)),
                        "PIN_MISMATCH facts_view#/pins/parameter_hash"),
                bad(
                        "READY announces another scenario",
                        announced(announcement(MANIFEST, PARAMETERS, "baseline_v2", CONFIG_DIGEST)),
                        "PIN_MISMATCH facts_view#/pins/scenario_id"),
                bad(
                        "READY announces another configuration",
                        announced(announcement(MANIFEST, PARAMETERS, SCENARIO, OTHER64)),
                        "PIN_MISMATCH facts_view#/run_config_digest",
                        "PIN_MISMATCH facts_view#/provenance/run_config_digest"),
                bad(
                        "READY announces other outputs of the pack",
                        announced(FactsFixture.announcement(
                                PLATFORM_RUN, RUN_ID, Map.of("stream_view_output_refs", "{}", "oracle_root", "x"))),
                        "PIN_MISMATCH facts_view#/oracle_pack_ref/stream_view_output_refs"),
                bad(
                                "READY contradicts itself",
                                announced(FactsFixture.announcement(PLATFORM_RUN, OTHER32, Map.of())),
                                "RUN_ID_MISMATCH ready#/payload/scenario_run_id")
                        .opening());
    }

    static Stream<BadDocument> delivery() {
        return Stream.of(
                bad(
                        "delivery mode PULL",
                        BadDocument.set("/traffic_delivery_mode", "\"PULL\""),
                        "DELIVERY_MODE_PULL facts_view#/traffic_delivery_mode"),
                bad(
                        "another delivery mode",
                        BadDocument.set("/traffic_delivery_mode", "\"PUSH\""),
                        invalid("/traffic_delivery_mode")),
                bad(
                        "a bundle hash that is not the document's",
                        fixture -> fixture.sealedFacts(facts -> facts.put("bundle_hash", OTHER64)),
                        "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash",
                        "BUNDLE_HASH_MISMATCH facts_view#/bundle_hash"));
    }

    static Stream<BadDocument> severalAtOnce() {
        return Stream.of(bad(
                "faults at every level",
                fixture -> fixture.digestedFacts(facts -> {
                    BadDocument.drop(facts, "/scenario_run_id");
                    BadDocument.set(facts, "/platform_run_id", "\"" + OTHER_PLATFORM_RUN + "\"");
                    BadDocument.drop(facts, "/pins/platform_run_id");
                    BadDocument.set(facts, "/provenance/host", "\"x\"");
                    BadDocument.set(facts, "/oracle_pack_ref/oracle_pack_id", "\"" + OTHER64 + "\"");
                    BadDocument.set(facts, "/environment", "7");
                    BadDocument.set(facts, "/locators/0/parameter_hash", "\"" + OTHER64 + "\"");
                }),
                invalid("/scenario_run_id"),
                "RUN_ID_MISMATCH facts_view#/platform_run_id",
                invalid("/pins/platform_run_id"),
                invalid("/provenance/host"),
                "PIN_MISMATCH facts_view#/oracle_pack_ref/oracle_pack_id",
                invalid("/environment"),
                "PIN_MISMATCH facts_view#/locators/0/parameter_hash",
                "INSTANCE_RECEIPT_MISMATCH facts_view#/instance_receipts/0/target_ref"));
    }

    private static Stream<BadDocument> illTyped(String pointer, String... values) {
        return Stream.of(values)
                .map(value -> bad(pointer + " = " + value, BadDocument.set(pointer, value), invalid(pointer)));
    }

    private static BadDocument differs(String code, String pointer, String value) {
        return bad(
                pointer + " = " + value,
                BadDocument.set(pointer, "\"" + value + "\""),
                code + " facts_view#" + pointer);
    }

    private static String invalid(String pointer) {
        return "FACTS_INVALID facts_view#" + pointer;
    }

    private static Consumer<FactsFixture> ready(UnaryOperator<ReadySignal> change) {
        return fixture -> fixture.ready(change);
    }

    private static Consumer<FactsFixture> announced(PlatformAnnouncement announcement) {
        return ready(ready -> new ReadySignal(
                ready.messageId(), ready.runId(), ready.factsViewRef(), ready.bundleHash(), announcement));
    }

    private static PlatformAnnouncement announcement(
            String manifest, String parameters, String scenario, String configDigest) {
        return PlatformAnnouncement.builder(PLATFORM_RUN, new RunId(RUN_ID))
                .runConfigDigest(new Hex64(configDigest))
                .world(new Hex64(manifest), new Hex64(parameters), scenario)
                .oraclePackRef(new OraclePackRef(Map.of("oracle_pack_id", PACK_ID)))
                .build();
    }

    @Nested
    final class OtherGeneration {
        @Test
        void firstView_underV1_isOneFindingThatNamesTheSwitch() {
            FactsFixture fixture = FactsFixture.sound().secondGeneration().digestedFacts(facts -> {
                facts.remove(List.of(
                        "platform_run_id",
                        "scenario_run_id",
                        "run_config_digest",
                        "service_release_id",
                        "environment",
                        "provenance"));
                facts.withObject("/pins").remove(List.of("platform_run_id", "scenario_run_id"));
            });
            assertOnly(
                    fixture,
                    "FACTS_INVALID at facts_view#: is a facts view of the platform's first generation (it has neither"
                            + " platform_run_id nor scenario_run_id), and policy.envelope_contract is v1; set it to v0");
        }

        @Test
        void secondView_underV0_isOneFindingThatNamesTheSwitch() {
            FactsFixture fixture =
                    underV0(FactsFixture.sound().secondGeneration()).ready(OtherGeneration::first);
            assertOnly(
                    fixture,
                    "FACTS_INVALID at facts_view#: is a facts view of the platform's second generation (it has"
                            + " platform_run_id), and policy.envelope_contract is v0; set it to v1");
        }

        @Test
        void firstSignal_underV1_isRefusedAndNothingIsOpened() {
            FactsFixture.World world = FactsFixture.sound()
                    .secondGeneration()
                    .ready(OtherGeneration::first)
                    .seal();
            assertThat(BadDocument.violations(BadDocument.join(world))).containsExactly("READY_INVALID ready#/payload");
            assertThat(world.oracle().opened()).isEmpty();
        }

        @Test
        void secondSignal_underV0_isRefusedAndNothingIsOpened() {
            FactsFixture.World world =
                    underV0(FactsFixture.sound().secondGeneration()).seal();
            assertThat(BadDocument.violations(BadDocument.join(world))).containsExactly("READY_INVALID ready#/payload");
            assertThat(world.oracle().opened()).isEmpty();
        }

        /** A host of the first generation may have told WSP to ignore fields that the second one requires. */
        @ParameterizedTest
        @ValueSource(strings = {"platform_run_id", "scenario_run_id"})
        void ignorableField_underV0_provesNothing(String field) {
            FactsFixture.World world = FactsFixture.sound()
                    .policy(policy ->
                            policy.withAdmission(admission -> admission.withIgnorableFactsFields(Set.of(field))))
                    .facts(facts -> facts.put(field, "x"))
                    .seal();
            assertThat(BadDocument.join(world)).isInstanceOf(JoinResult.Joined.class);
        }

        private static FactsFixture underV0(FactsFixture fixture) {
            return fixture.policy(
                    policy -> policy.withEnvelope(envelope -> envelope.withContract(EnvelopeContract.V0)));
        }

        private static ReadySignal first(ReadySignal ready) {
            return new ReadySignal(ready.messageId(), ready.runId(), ready.factsViewRef(), ready.bundleHash());
        }

        private static void assertOnly(FactsFixture fixture, String violation) {
            FactsFixture.World world = fixture.seal();
            JoinResult result = BadDocument.join(world);
            assertThat(((JoinResult.Refused) result).violations())
                    .singleElement()
                    .hasToString(violation);
            assertThat(world.oracle().opened()).containsExactly(BadDocument.FACTS_PLACE);
        }
    }
}
