package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.PayloadProfile;
import io.worldstream.wsp.Pins;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.internal.rows.ByteBuilder;
import io.worldstream.wsp.internal.rows.Row;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;

/**
 * Frames rows as canonical envelopes (contracts 5 to 7). The same row gives the same bytes, {@code emitted_at_utc} aside
 * (I5); the row's own JSON text is copied. One thread.
 */
public final class EnvelopeFramer {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    /** The two hex digits of each byte. */
    private static final short[] HEX_PAIRS = hexPairs();

    private static final byte[] ID_FIELD = ascii("{\"event_id\":\"");
    private static final byte[] EMITTED_AT_FIELD = ascii(",\"emitted_at_utc\":\"");
    private static final byte[] PAYLOAD_FIELD = ascii(",\"payload\":");
    private static final byte[] DATA_FIELD = ascii("{\"data\":");

    private final PayloadProfile profile;
    private final boolean stampEmittedAt;
    private final EventIds ids;
    private final List<TargetText> targets;

    /**
     * @param plan whose rows
     * @param stampEmittedAt whether to leave room for the wall time of the push
     */
    public EnvelopeFramer(StreamPlan plan, boolean stampEmittedAt) {
        this.profile = plan.payloadProfile();
        this.stampEmittedAt = stampEmittedAt;
        this.ids = EventIds.of(plan.eventIdRecipe(), plan.pins());
        this.targets = plan.targets().stream()
                .map(target -> new TargetText(plan, target))
                .toList();
    }

    /** Frames a row into an event. */
    public void frame(Row row, FramedEvent event) {
        TargetText text = targets.get(row.outputIndex());
        event.reset(text.outputId, row.tsMicros());
        ids.mint(text.outputIdUtf8, row, event.id());
        ByteBuilder out = event.envelope();
        out.append(ID_FIELD);
        appendHex(event.id(), out);
        out.append(text.beforeTime);
        row.appendTime(out);
        out.append(text.afterTime);
        if (stampEmittedAt) {
            out.append(EMITTED_AT_FIELD);
            event.appendRoomForEmittedAt();
            out.append('"');
        }
        out.append(PAYLOAD_FIELD);
        switch (profile) {
            case LEGACY_PULL -> row.appendText(out);
            case CANONICAL -> {
                out.append(DATA_FIELD);
                row.appendText(out);
                out.append(text.sourceBeforeKey);
                appendKey(row, out);
                out.append(text.sourceAfterKey);
            }
        }
        out.append('}');
    }

    private static void appendHex(byte[] id, ByteBuilder out) {
        int at = out.extend(2 * id.length);
        byte[] target = out.array();
        for (int i = 0; i < id.length; i++) {
            SHORTS.set(target, at + 2 * i, HEX_PAIRS[id[i] & 0xff]);
        }
    }

    private static void appendKey(Row row, ByteBuilder out) {
        for (int i = 0; i < row.keySize(); i++) {
            if (i > 0) {
                out.append(',');
            }
            row.appendKeyJson(i, out);
        }
    }

    private static short[] hexPairs() {
        short[] pairs = new short[256];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (short) (Character.forDigit(i >> 4, 16) << 8 | Character.forDigit(i & 0xf, 16));
        }
        return pairs;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What all envelopes of one output share, in ASCII. */
    private static final class TargetText {
        private final OutputId outputId;
        private final byte[] outputIdUtf8;
        private final byte[] beforeTime;
        private final byte[] afterTime;
        private final byte[] sourceBeforeKey;
        private final byte[] sourceAfterKey;

        TargetText(StreamPlan plan, Target target) {
            outputId = target.outputId();
            outputIdUtf8 = outputId.value().getBytes(StandardCharsets.UTF_8);
            beforeTime = ascii("\",\"event_type\":\"" + target.outputId() + "\",\"ts_utc\":\"");
            afterTime = ascii(afterTime(plan, target));
            sourceBeforeKey =
                    ascii(",\"source\":{\"engine_output_locator\":" + target.locatorJson() + ",\"row_pk_tuple\":[");
            sourceAfterKey = ascii(sourceAfterKey(target));
        }

        private static String afterTime(StreamPlan plan, Target target) {
            Pins pins = plan.pins();
            StringBuilder text = new StringBuilder("\"");
            append(text, "manifest_fingerprint", pins.manifestFingerprint().value());
            append(text, "parameter_hash", pins.parameterHash().value());
            text.append(",\"seed\":").append(pins.seed());
            append(text, "scenario_id", pins.scenarioId());
            append(text, "run_id", pins.runId().value());
            if (pins.platformRunId() != null && pins.scenarioRunId() != null) {
                append(text, "platform_run_id", pins.platformRunId());
                append(text, "scenario_run_id", pins.scenarioRunId().value());
            }
            append(text, "producer", plan.producer());
            if (target.schemaVersion() != null) {
                append(text, "schema_version", target.schemaVersion());
            }
            return text.toString();
        }

        private static String sourceAfterKey(Target target) {
            StringBuilder text = new StringBuilder("],\"content_digest\":{\"algo\":\"sha256\",\"hex\":\"")
                    .append(target.contentDigest())
                    .append("\"},\"gate_receipts\":[");
            StringJoiner gates = new StringJoiner(",");
            for (String gate : target.gates()) {
                StringBuilder quoted = new StringBuilder();
                CanonicalJson.appendString(quoted, gate);
                gates.add(quoted);
            }
            text.append(gates).append(']');
            if (target.instanceReceiptRef() != null) {
                append(text, "instance_receipt", target.instanceReceiptRef());
            }
            return text.append("}}").toString();
        }

        private static void append(StringBuilder text, String field, String value) {
            text.append(",\"").append(field).append("\":");
            CanonicalJson.appendString(text, value);
        }
    }
}
