package io.worldstream.wsp.internal.join;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.worldstream.wsp.ControlMessages;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.OraclePackRef;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.StreamPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** READY of the platform's second generation (contracts 13). */
final class SecondReadyTest {
    private static final String RUN = "b52c75123406063a2abf0a89cc0c554a";
    private static final String OTHER_RUN = "f".repeat(32);
    private static final String MESSAGE_ID = "0".repeat(63) + "1";
    private static final String HASH = "a".repeat(64);
    private static final String CONFIG_DIGEST = "c".repeat(64);
    private static final String PLATFORM_RUN = "platform_20260201T093000Z";
    private static final StreamPolicy V0 = StreamPolicy.defaults();
    private static final StreamPolicy V1 = V0.withEnvelope(envelope -> envelope.withContract(EnvelopeContract.V1));

    private static final String READY = """
            {
              "topic": "fp.bus.control.v1",
              "message_id": "%1$s",
              "published_at_utc": "2026-02-01T09:30:00.123456Z",
              "attributes": {"kind": "READY"},
              "partition_key": "%2$s",
              "payload": {
                "run_id": "%2$s",
                "scenario_run_id": "%2$s",
                "platform_run_id": "%3$s",
                "facts_view_ref": "sr/run_facts_view/x.json",
                "bundle_hash": "%4$s",
                "message_id": "%1$s",
                "run_config_digest": "%5$s",
                "manifest_fingerprint": "%4$s",
                "parameter_hash": "%4$s",
                "scenario_id": "baseline_v1",
                "plan_hash": "%4$s",
                "service_release_id": "svc-1",
                "environment": "local_parity",
                "provenance": {
                  "service_release_id": "svc-1",
                  "environment": "local_parity",
                  "config_revision": "r7",
                  "run_config_digest": "%5$s"
                },
                "emitted_at_utc": "2026-02-01T09:30:00.123456Z",
                "oracle_pack_ref": {
                  "oracle_pack_id": "%4$s",
                  "manifest_ref": "packs/manifest.json",
                  "engine_run_root": "runs/local",
                  "scenario_id": "baseline_v1",
                  "stream_view_root": "views",
                  "stream_view_output_refs": {"s3": "views/s3", "arrivals": "views/5B"},
                  "oracle_root": "oracle",
                  "engine_release": "1.0.0"
                }
              }
            }
            """.formatted(MESSAGE_ID, RUN, PLATFORM_RUN, HASH, CONFIG_DIGEST);

    private static final String FIRST_READY = """
            {
              "topic": "fp.bus.control.v1",
              "message_id": "m-1",
              "published_at_utc": "2026-02-01T09:30:00Z",
              "payload": {"run_id": "%s", "facts_view_ref": "x.json", "bundle_hash": "%s"}
            }
            """.formatted(RUN, HASH);

    private static ControlMessage read(String message, StreamPolicy policy) {
        return ControlMessages.read(message.getBytes(StandardCharsets.UTF_8), ReadySource.DEFAULT_TOPIC, policy);
    }

    private static ReadySignal signal(Consumer<ObjectNode> edit) {
        ControlMessage message = read(edited(edit), V1);
        assertThat(message).isInstanceOf(ControlMessage.Ready.class);
        return ((ControlMessage.Ready) message).signal();
    }

    private static PlatformAnnouncement announcement(Consumer<ObjectNode> edit) {
        return Objects.requireNonNull(signal(edit).announcement());
    }

    private static List<String> violations(Consumer<ObjectNode> edit) {
        ControlMessage message = read(edited(edit), V1);
        assertThat(message).isInstanceOf(ControlMessage.Invalid.class);
        return ((ControlMessage.Invalid) message)
                .violations().stream()
                        .map(violation -> violation.code() + " " + violation.path())
                        .toList();
    }

    private static String edited(Consumer<ObjectNode> edit) {
        ObjectNode message = (ObjectNode) BadDocument.parse(READY);
        edit.accept(message);
        return message.toString();
    }

    private static Consumer<ObjectNode> drop(String pointer) {
        return message -> BadDocument.drop(message, pointer);
    }

    private static Consumer<ObjectNode> set(String pointer, String json) {
        return message -> BadDocument.set(message, pointer, json);
    }

    @Test
    void ready_withAllFields_carriesWhatItAnnounces() {
        ReadySignal signal = signal(message -> {});
        PlatformAnnouncement expected = PlatformAnnouncement.builder(PLATFORM_RUN, new RunId(RUN))
                .runConfigDigest(new Hex64(CONFIG_DIGEST))
                .world(new Hex64(HASH), new Hex64(HASH), "baseline_v1")
                .oraclePackRef(new OraclePackRef(Map.of(
                        "oracle_pack_id", HASH,
                        "manifest_ref", "packs/manifest.json",
                        "engine_run_root", "runs/local",
                        "scenario_id", "baseline_v1",
                        "stream_view_root", "views",
                        "stream_view_output_refs", "{\"arrivals\":\"views/5B\",\"s3\":\"views/s3\"}",
                        "oracle_root", "oracle",
                        "engine_release", "1.0.0")))
                .build();
        assertThat(signal)
                .isEqualTo(new ReadySignal(
                        MESSAGE_ID, new RunId(RUN), "sr/run_facts_view/x.json", new Hex64(HASH), expected));
    }

    /** A re-emission omits the provenance fields. */
    @Test
    void ready_withoutOptionalFields_isTaken() {
        PlatformAnnouncement announcement = announcement(message -> {
            message.withObject("/attributes").put("kind", "READY_REEMIT");
            message.withObject("/payload")
                    .remove(List.of(
                            "plan_hash",
                            "service_release_id",
                            "environment",
                            "provenance",
                            "emitted_at_utc",
                            "oracle_pack_ref"));
        });
        assertThat(announcement.oraclePackRef()).isNull();
    }

    @Test
    void provenance_withItsRequiredFieldsOnly_isTaken() {
        announcement(message -> {
            drop("/payload/provenance/config_revision").accept(message);
            drop("/payload/provenance/run_config_digest").accept(message);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"engine_release\":\"1\"}",
                "{\"oracle_pack_id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
                "{\"stream_view_output_refs\":{}}",
            })
    void oraclePackRef_withOneField_isTaken(String pack) {
        assertThat(announcement(set("/payload/oracle_pack_ref", pack)).oraclePackRef())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run_id",
                "scenario_run_id",
                "platform_run_id",
                "facts_view_ref",
                "bundle_hash",
                "message_id",
                "run_config_digest",
                "manifest_fingerprint",
                "parameter_hash",
                "scenario_id",
                "provenance/service_release_id",
                "provenance/environment",
            })
    void field_requiredAndAbsent_isInvalid(String field) {
        assertThat(violations(drop("/payload/" + field))).containsExactly("READY_INVALID ready#/payload/" + field);
    }

    @ParameterizedTest
    @MethodSource
    void field_ofTheWrongType_isInvalid(String pointer, String json) {
        assertThat(violations(set(pointer, json))).containsExactly("READY_INVALID ready#" + pointer);
    }

    static Stream<Arguments> field_ofTheWrongType_isInvalid() {
        List<String> noText = List.of("null", "7", "true", "[]", "{}");
        List<String> noHex64 = List.of("null", "7", "\"\"", quoted("A".repeat(64)), quoted("a".repeat(63)));
        List<String> noObject = List.of("null", "7", "\"x\"", "[]");
        return Stream.of(
                        cases("run_id", List.of("null", "7", "\"\"", quoted(RUN + "\\n"), quoted(RUN + "0"))),
                        cases("scenario_run_id", List.of("null", "7", quoted(RUN + "\\n"), "\"run\"")),
                        cases(
                                "platform_run_id",
                                List.of(
                                        "null",
                                        "7",
                                        "\"\"",
                                        "\"platform_7\"",
                                        "\"platform_20260201T0930Z\"",
                                        "\"Platform_20260201T093000Z\"",
                                        "\"xplatform_20260201T093000Z\"",
                                        quoted(PLATFORM_RUN + "\\n"),
                                        quoted(PLATFORM_RUN + "\\r\\n"))),
                        cases("facts_view_ref", List.of("null", "7", "\"\"", "\"sr/*.json\"")),
                        cases("bundle_hash", noHex64),
                        cases("message_id", noHex64),
                        cases("message_id", List.of(quoted(HASH), quoted(MESSAGE_ID + "\\n"))),
                        cases("run_config_digest", noHex64),
                        cases("manifest_fingerprint", noHex64),
                        cases("parameter_hash", noHex64),
                        cases("scenario_id", noText),
                        cases("plan_hash", noHex64),
                        cases("service_release_id", noText),
                        cases("environment", noText),
                        cases("emitted_at_utc", List.of("null", "7", "\"yesterday\"")),
                        cases("provenance", noObject),
                        cases("provenance/service_release_id", noText),
                        cases("provenance/environment", noText),
                        cases("provenance/config_revision", noText),
                        cases("provenance/run_config_digest", noHex64),
                        cases("oracle_pack_ref", noObject),
                        cases("oracle_pack_ref", List.of("{}")),
                        cases("oracle_pack_ref/oracle_pack_id", noHex64),
                        cases("oracle_pack_ref/manifest_ref", noText),
                        cases("oracle_pack_ref/engine_run_root", noText),
                        cases("oracle_pack_ref/scenario_id", noText),
                        cases("oracle_pack_ref/stream_view_root", noText),
                        cases("oracle_pack_ref/oracle_root", noText),
                        cases("oracle_pack_ref/engine_release", noText),
                        cases("oracle_pack_ref/stream_view_output_refs", noObject),
                        cases("oracle_pack_ref/stream_view_output_refs/s3", noText))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> cases(String field, List<String> values) {
        return values.stream().map(value -> Arguments.of("/payload/" + field, value));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed", "Run_id", "oracle_pack_id", "provenance/host", "oracle_pack_ref/seed"})
    void field_unknown_isInvalid(String field) {
        assertThat(violations(set("/payload/" + field, "\"x\"")))
                .containsExactly("READY_INVALID ready#/payload/" + field);
    }

    @Test
    void oraclePackRef_withUnknownFieldsOnly_isInvalidForThemAndForItself() {
        assertThat(violations(set("/payload/oracle_pack_ref", "{\"pack\":\"x\"}")))
                .containsExactlyInAnyOrder(
                        "READY_INVALID ready#/payload/oracle_pack_ref",
                        "READY_INVALID ready#/payload/oracle_pack_ref/pack");
    }

    @Test
    void scenarioRun_otherThanTheRun_isAMismatch() {
        assertThat(violations(set("/payload/scenario_run_id", quoted(OTHER_RUN))))
                .containsExactly("RUN_ID_MISMATCH ready#/payload/scenario_run_id");
    }

    @Test
    void provenance_withAnotherConfigDigest_isAMismatch() {
        assertThat(violations(set("/payload/provenance/run_config_digest", quoted("d".repeat(64)))))
                .containsExactly("PIN_MISMATCH ready#/payload/provenance/run_config_digest");
    }

    @Test
    void faults_atEveryLevel_areFoundAtOnce() {
        assertThat(violations(message -> {
                    drop("/published_at_utc").accept(message);
                    drop("/payload/bundle_hash").accept(message);
                    set("/payload/message_id", quoted(HASH)).accept(message);
                    set("/payload/scenario_run_id", quoted(OTHER_RUN)).accept(message);
                    set("/payload/environment", "7").accept(message);
                    set("/payload/extra", "7").accept(message);
                    drop("/payload/provenance/environment").accept(message);
                    set("/payload/oracle_pack_ref/oracle_pack_id", "\"x\"").accept(message);
                }))
                .containsExactlyInAnyOrder(
                        "READY_INVALID ready#/published_at_utc",
                        "READY_INVALID ready#/payload/bundle_hash",
                        "READY_INVALID ready#/payload/message_id",
                        "RUN_ID_MISMATCH ready#/payload/scenario_run_id",
                        "READY_INVALID ready#/payload/environment",
                        "READY_INVALID ready#/payload/extra",
                        "READY_INVALID ready#/payload/provenance/environment",
                        "READY_INVALID ready#/payload/oracle_pack_ref/oracle_pack_id");
    }

    @Test
    void policy_withItsOwnLimits_boundsTheMessage() {
        StreamPolicy small =
                V1.withLimits(Limits.builder().maxMessageBytes(1024).build());
        assertThat(read(READY, small))
                .isInstanceOfSatisfying(
                        ControlMessage.Invalid.class,
                        invalid -> assertThat(invalid.violations())
                                .singleElement()
                                .asString()
                                .startsWith("LIMIT_EXCEEDED"));
    }

    @Nested
    final class OtherGeneration {
        private static Violation only(String message, StreamPolicy policy) {
            ControlMessage read = read(message, policy);
            assertThat(read).isInstanceOf(ControlMessage.Invalid.class);
            ControlMessage.Invalid invalid = (ControlMessage.Invalid) read;
            assertThat(invalid.runId()).isEqualTo(new RunId(RUN));
            assertThat(invalid.violations()).hasSize(1);
            return invalid.violations().get(0);
        }

        @Test
        void second_underV0_isOneFindingThatNamesTheSwitch() {
            assertThat(only(READY, V0))
                    .hasToString(
                            "READY_INVALID at ready#/payload: is a READY of the platform's second generation (it has"
                                    + " platform_run_id), and policy.envelope_contract is v0; set it to v1");
        }

        @Test
        void first_underV1_isOneFindingThatNamesTheSwitch() {
            assertThat(only(FIRST_READY, V1))
                    .hasToString(
                            "READY_INVALID at ready#/payload: is a READY of the platform's first generation (it has"
                                    + " neither platform_run_id nor scenario_run_id), and policy.envelope_contract is v1; set it"
                                    + " to v0");
        }

        @Test
        void second_withOneMarkOnly_isRecognised() {
            assertThat(only(edited(drop("/payload/platform_run_id")), V0).message())
                    .contains("it has scenario_run_id");
        }

        @Test
        void messageFaults_besideTheGeneration_areReportedToo() {
            ControlMessage read = read(edited(drop("/published_at_utc")), V0);
            assertThat(((ControlMessage.Invalid) read).violations())
                    .extracting(Violation::path)
                    .containsExactlyInAnyOrder("ready#/published_at_utc", "ready#/payload");
        }

        @Test
        void first_underV0_isTaken() {
            assertThat(read(FIRST_READY, V0)).isInstanceOf(ControlMessage.Ready.class);
        }
    }
}
