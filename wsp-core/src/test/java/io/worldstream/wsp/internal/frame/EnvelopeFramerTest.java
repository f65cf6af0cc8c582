package io.worldstream.wsp.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.internal.rows.FlowKey;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.rows.RowFault;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.samples.ParsedRows;
import io.worldstream.wsp.internal.text.ByteBuilder;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.Stamps;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EnvelopePolicy;
import io.worldstream.wsp.policy.IdentityHints;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.PayloadPolicy;
import io.worldstream.wsp.policy.PayloadProfile;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvelopeFramerTest {
    private static final String MANIFEST = "a".repeat(64);
    private static final String PARAMETERS = "b".repeat(64);
    private static final String RUN = "c".repeat(32);
    private static final String SEED = "18446744073709551615";
    /** 2026-01-02T10:15:30.123456Z. */
    private static final long TIME = 1_767_348_930_123_456L;

    private static final String ROW =
            "{\"n\": 7,\"s\":\"\\u00fc\\\"\",\"ts_utc\":\"2026-01-02T11:15:30.123456+01:00\",\"amount\":10.50, \"big\":12345678901234567890,\"note\":\"\\u0041\\/é\",\"x\":null}";

    private PayloadProfile profile = PayloadProfile.LEGACY_PULL;
    private EnvelopeContract contract = EnvelopeContract.V0;
    private String producer = "svc:world_stream_producer";
    private String scenario = "baseline_v1";
    private @Nullable String schemaVersion = "v1";
    private @Nullable String receiptRef;
    private Stamps stamps = Stamps.NONE;
    private IdentityHints hints = IdentityHints.NONE;
    private List<String> gates = List.of("gate.layer2.5B.validation");

    private EnvelopeFramer framer(boolean stampEmittedAt) {
        return new EnvelopeFramer(plan(), stampEmittedAt);
    }

    private StreamPlan plan() {
        boolean v1 = contract == EnvelopeContract.V1;
        Pins pins = new Pins(
                new Hex64(MANIFEST),
                new Hex64(PARAMETERS),
                new BigInteger(SEED),
                scenario,
                new RunId(RUN),
                v1 ? "platform_20260102" : null,
                v1 ? new RunId("e".repeat(32)) : null);
        return StreamPlan.builder(pins, new Hex64("d".repeat(64)))
                .targets(List.of(target("first_output"), target("out_5B")))
                .envelope(EnvelopePolicy.DEFAULTS
                        .withPayload(new PayloadPolicy(profile, hints))
                        .withContract(contract)
                        .withProducer(producer))
                .stamps(stamps)
                .build();
    }

    private Target target(String id) {
        return Target.builder(
                        new OutputId(id),
                        "data/" + id + "/part-*.jsonl",
                        "{\"output_id\":\"" + id + "\",\"path\":\"data/" + id + "/part-*.jsonl\"}",
                        new Hex64("f".repeat(64)))
                .primaryKey(List.of("n", "s"))
                .gates(gates)
                .instanceScoped(true)
                .schemaVersion(schemaVersion)
                .instanceReceiptRef(receiptRef)
                .build();
    }

    private Row row(String text) {
        return ParsedRows.row(plan(), 1, text);
    }

    private Row row() {
        return row(ROW);
    }

    /** A row with other values for its key, and something more. */
    private static String rowText(String n, String s, String note) {
        return "{\"n\":" + n + ",\"s\":" + s + ",\"ts_utc\":\"1970-01-01T00:00:00Z\",\"note\":\"" + note + "\"}";
    }

    private static String text(ByteBuffer view) {
        return StandardCharsets.UTF_8.decode(view.duplicate()).toString();
    }

    private String framed(boolean stampEmittedAt) {
        FramedEvent event = new FramedEvent();
        framer(stampEmittedAt).frame(row(), event);
        return text(event.view());
    }

    private String id() {
        return DigestUtils.sha256Hex("out_5B|7|ü\"|" + MANIFEST + "|" + PARAMETERS + "|" + SEED + "|" + scenario);
    }

    private String head() {
        return "{\"event_id\":\"" + id() + "\",\"event_type\":\"out_5B\",\"ts_utc\":\"2026-01-02T10:15:30.123456Z\","
                + "\"manifest_fingerprint\":\"" + MANIFEST + "\",\"parameter_hash\":\"" + PARAMETERS + "\",\"seed\":"
                + SEED;
    }

    @Test
    void theLegacyProfileCarriesTheRowAsItIs() {
        assertThat(framed(false))
                .isEqualTo(head() + ",\"scenario_id\":\"baseline_v1\",\"run_id\":\"" + RUN
                        + "\",\"producer\":\"svc:world_stream_producer\",\"schema_version\":\"v1\",\"payload\":" + ROW
                        + "}");
    }

    @Test
    void theSchemaVersionMayBeLeftOut() {
        schemaVersion = null;
        assertThat(framed(false))
                .isEqualTo(head() + ",\"scenario_id\":\"baseline_v1\",\"run_id\":\"" + RUN
                        + "\",\"producer\":\"svc:world_stream_producer\",\"payload\":" + ROW + "}");
    }

    @Test
    void contractV1CarriesTheRunsOfThePlatform() {
        contract = EnvelopeContract.V1;
        assertThat(framed(false))
                .isEqualTo(head() + ",\"scenario_id\":\"baseline_v1\",\"run_id\":\"" + RUN
                        + "\",\"platform_run_id\":\"platform_20260102\",\"scenario_run_id\":\"" + "e".repeat(32)
                        + "\",\"producer\":\"svc:world_stream_producer\",\"schema_version\":\"v1\",\"payload\":" + ROW
                        + "}");
    }

    @Test
    void stamps_followTheWallTime() {
        stamps = new Stamps("a".repeat(64), "1.4.0 \"ü\"");
        assertThat(framed(true))
                .isEqualTo(head() + ",\"scenario_id\":\"baseline_v1\",\"run_id\":\"" + RUN
                        + "\",\"producer\":\"svc:world_stream_producer\",\"schema_version\":\"v1\","
                        + "\"emitted_at_utc\":\"1970-01-01T00:00:00.000000Z\",\"trace_id\":\"" + "a".repeat(64)
                        + "\",\"span_id\":\"1.4.0 \\\"\\u00fc\\\"\",\"payload\":" + ROW + "}");
    }

    @Test
    void stamp_withoutTheOther_isWrittenAlone() {
        stamps = new Stamps(null, "1.4.0");
        assertThat(framed(false))
                .contains("\"schema_version\":\"v1\",\"span_id\":\"1.4.0\",\"payload\":")
                .doesNotContain("trace_id");
        assertThat(framed(false)).contains("\"event_id\":\"" + id() + "\"");
    }

    @Test
    void stamps_ofThePlan_areItsDigestAndThePositionInFixedWidth() {
        stamps = Stamps.ofPlan(new Hex64("d".repeat(64)));
        FramedEvent event = new FramedEvent();
        framer(true).frame(row(), event);
        event.stampPosition(1_180_000_042L);
        assertThat(text(event.view()))
                .contains("\"emitted_at_utc\":\"1970-01-01T00:00:00.000000Z\",\"trace_id\":\"" + "d".repeat(64)
                        + "\",\"span_id\":\"0000001180000042\",\"payload\":");
        assertThat(event.position()).isEqualTo(1_180_000_042L);
        assertThat(event.planDigest()).isEqualTo(new Hex64("d".repeat(64)));
    }

    @Test
    void stampPosition_withoutRoom_changesNoByte() {
        FramedEvent event = new FramedEvent();
        framer(true).frame(row(), event);
        String before = text(event.view());
        event.stampPosition(7);
        assertThat(text(event.view())).isEqualTo(before);
        assertThat(event.position()).isEqualTo(7);
    }

    private String hinted(String text) {
        profile = PayloadProfile.CANONICAL;
        FramedEvent event = new FramedEvent();
        framer(false).frame(row(text), event);
        String envelope = text(event.view());
        return envelope.substring(envelope.indexOf("\"gate_receipts\""));
    }

    @Test
    void identityHints_copyTheRowsOwnText() {
        hints = IdentityHints.NONE.with(
                new OutputId("out_5B"), Map.of("flow_id", "big", "account_id", "note", "amount", "amount", "key", "n"));
        assertThat(hinted(ROW))
                .isEqualTo(
                        "\"gate_receipts\":[\"gate.layer2.5B.validation\"]},\"identity_hints\":{"
                                + "\"account_id\":\"\\u0041\\/é\",\"amount\":10.50,\"flow_id\":12345678901234567890,\"key\":7}}}");
    }

    @Test
    void identityHints_withoutEscapes_areTheSame() {
        hints = IdentityHints.NONE.with(new OutputId("out_5B"), Map.of("party_id", "note", "n", "n", "s", "s"));
        assertThat(hinted(rowText("-0", "true", "é x")))
                .endsWith("]},\"identity_hints\":{\"n\":-0,\"party_id\":\"é x\",\"s\":true}}}");
    }

    @Test
    void identityHints_absentNullOrNested_areLeftOut() {
        hints = IdentityHints.NONE.with(
                new OutputId("out_5B"), Map.of("a", "absent", "b", "x", "c", "list", "d", "object", "e", "n"));
        String row =
                "{\"list\":[1],\"n\":7,\"s\":\"k\",\"object\":{\"n\":1},\"ts_utc\":\"1970-01-01T00:00:00Z\",\"x\":null}";
        assertThat(hinted(row)).endsWith("]},\"identity_hints\":{\"e\":7}}}");
    }

    /** From some row on, the parser finds the fields by the shape of earlier rows. */
    @Test
    void identityHints_ofManyRowsOfOneShape_areThoseOfEach() throws RowFault {
        hints = IdentityHints.NONE.with(new OutputId("out_5B"), Map.of("a", "note", "b", "fixed", "c", "n"));
        profile = PayloadProfile.CANONICAL;
        StreamPlan plan = plan();
        RowParser parser =
                new RowParser(1, plan.targets().get(1), Limits.DEFAULTS, FlowKey.NONE, List.of("note", "fixed", "n"));
        FramedEvent event = new FramedEvent();
        for (int i = 0; i < 60; i++) {
            String note = i % 7 == 3 ? "null" : i % 7 == 5 ? "\"\\u0041" + i + "\"" : "\"é" + i + "\"";
            String row = "{\"n\":" + i + ",\"s\":\"k\",\"ts_utc\":\"1970-01-01T00:00:00Z\",\"fixed\":\"same\",\"note\":"
                    + note + ",\"rest\":" + i + "}";
            framer(false).frame(ParsedRows.row(parser, row), event);
            assertThat(text(event.view()))
                    .as(row)
                    .endsWith("]},\"identity_hints\":{" + (note.equals("null") ? "" : "\"a\":" + note + ",")
                            + "\"b\":\"same\",\"c\":" + i + "}}}");
        }
    }

    @Test
    void identityHints_noneInTheRow_haveNoBlock() {
        hints = IdentityHints.NONE.with(new OutputId("out_5B"), Map.of("a", "absent"));
        assertThat(hinted(ROW)).isEqualTo("\"gate_receipts\":[\"gate.layer2.5B.validation\"]}}}");
    }

    @Test
    void identityHints_ofAnotherOutput_haveNoBlock() {
        hints = IdentityHints.NONE.with(new OutputId("first_output"), Map.of("n", "n"));
        assertThat(hinted(ROW)).doesNotContain("identity_hints");
    }

    @Test
    void identityHints_ofASpilledRow_areKept() {
        hints = IdentityHints.NONE.with(new OutputId("out_5B"), Map.of("account_id", "note", "none", "absent"));
        profile = PayloadProfile.CANONICAL;
        ByteBuilder spilled = new ByteBuilder(64);
        row().writeTo(spilled);
        Row read = new Row();
        read.readFrom(ByteBuffer.wrap(spilled.array(), 0, spilled.length()));
        FramedEvent event = new FramedEvent();
        framer(false).frame(read, event);
        assertThat(text(event.view())).endsWith("]},\"identity_hints\":{\"account_id\":\"\\u0041\\/é\"}}}");
    }

    @Test
    void theCanonicalProfileWrapsTheRowAndNamesItsSource() {
        profile = PayloadProfile.CANONICAL;
        receiptRef = "sr/instance_receipts/é.json";
        gates = List.of("gate.a", "gate.\"b\"");
        assertThat(framed(false))
                .isEqualTo(head() + ",\"scenario_id\":\"baseline_v1\",\"run_id\":\"" + RUN
                        + "\",\"producer\":\"svc:world_stream_producer\",\"schema_version\":\"v1\",\"payload\":{\"data\":"
                        + ROW
                        + ",\"source\":{\"engine_output_locator\":{\"output_id\":\"out_5B\",\"path\":\"data/out_5B/part-*.jsonl\"},"
                        + "\"row_pk_tuple\":[7,\"\\u00fc\\\"\"],\"content_digest\":{\"algo\":\"sha256\",\"hex\":\""
                        + "f".repeat(64) + "\"},\"gate_receipts\":[\"gate.a\",\"gate.\\\"b\\\"\"],"
                        + "\"instance_receipt\":\"sr/instance_receipts/\\u00e9.json\"}}}");
    }

    @Test
    void theCanonicalSourceNamesWhatThereIs() {
        profile = PayloadProfile.CANONICAL;
        gates = List.of();
        FramedEvent event = new FramedEvent();
        framer(false).frame(row(rowText("1.050e1", "true", "")), event);
        assertThat(text(event.view()))
                .endsWith("\"row_pk_tuple\":[1.050e1,true],\"content_digest\":{\"algo\":\"sha256\",\"hex\":\""
                        + "f".repeat(64) + "\"},\"gate_receipts\":[]}}}");
    }

    @Test
    void namesBeyondAsciiAreEscaped() {
        producer = "svc:weltström\n\uD83C\uDFE7";
        scenario = "schön \"q\" \\";
        assertThat(framed(false))
                .isEqualTo(head() + ",\"scenario_id\":\"sch\\u00f6n \\\"q\\\" \\\\\",\"run_id\":\"" + RUN
                        + "\",\"producer\":\"svc:weltstr\\u00f6m\\n\\ud83c\\udfe7\",\"schema_version\":\"v1\",\"payload\":"
                        + ROW + "}");
    }

    @Test
    void theEventKnowsWhatItIs() {
        FramedEvent event = new FramedEvent();
        framer(false).frame(row(), event);
        assertThat(event.eventId().value()).isEqualTo(id());
        assertThat(event.id()).isEqualTo(HexFormat.of().parseHex(id()));
        assertThat(event.eventType()).isEqualTo(new OutputId("out_5B"));
        assertThat(event.tsMicros()).isEqualTo(TIME);
        assertThat(event.length()).isEqualTo(event.view().remaining());
        assertThat(event.view().position()).isZero();
        assertThatThrownBy(() -> event.view().put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void theWallTimeIsStampedInPlace() {
        FramedEvent event = new FramedEvent();
        framer(true).frame(row(), event);
        int length = event.length();
        event.stampEmittedAt(1_767_225_600_000_001L);
        String expected = head() + ",\"scenario_id\":\"baseline_v1\",\"run_id\":\"" + RUN
                + "\",\"producer\":\"svc:world_stream_producer\",\"schema_version\":\"v1\","
                + "\"emitted_at_utc\":\"2026-01-01T00:00:00.000001Z\",\"payload\":" + ROW + "}";
        assertThat(text(event.view())).isEqualTo(expected);
        assertThat(event.length()).isEqualTo(length);

        event.stampEmittedAt(1_767_225_600_000_002L);
        assertThat(text(event.view())).isEqualTo(expected.replace("000001Z", "000002Z"));
    }

    @Test
    void whereThereIsNoRoomForTheWallTimeNothingIsStamped() {
        FramedEvent event = new FramedEvent();
        framer(true).frame(row(), event);
        framer(false).frame(row(), event);
        String before = text(event.view());
        event.stampEmittedAt(1_767_225_600_000_001L);
        assertThat(text(event.view())).isEqualTo(before).doesNotContain("emitted_at_utc");
    }

    /** I5. */
    @Test
    void theSameRowGivesTheSameBytes() {
        assertThat(framed(false)).isEqualTo(framed(false));
    }

    @Test
    void aBufferIsUsedAgainAfterALongerEvent() {
        String longText = rowText("false", "\"\"", "é".repeat(100_000));
        FramedEvent event = new FramedEvent();
        assertThat(event.oversized()).isFalse();
        framer(false).frame(row(longText), event);
        assertThat(text(event.view())).endsWith(",\"payload\":" + longText + "}");
        assertThat(event.oversized()).isTrue();

        framer(false).frame(row(), event);
        assertThat(text(event.view())).isEqualTo(framed(false));
        assertThat(event.length()).isEqualTo(event.view().remaining());
    }

    @Test
    void aBufferThatDoublesHoldsEveryLength() {
        EnvelopeFramer framer = framer(false);
        for (int padding = 0; padding < 3_000; padding++) {
            String text = rowText("1", "2", "x".repeat(padding));
            FramedEvent event = new FramedEvent();
            framer.frame(row(text), event);
            assertThat(text(event.view())).endsWith("\"payload\":" + text + "}");
            assertThat(event.oversized()).isFalse();
        }
    }
}
