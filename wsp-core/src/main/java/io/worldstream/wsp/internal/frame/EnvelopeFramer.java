package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.PayloadProfile;
import io.worldstream.wsp.Pins;
import io.worldstream.wsp.StreamPlan;
import io.worldstream.wsp.StreamPlan.Target;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.internal.rows.EventTimeText;
import io.worldstream.wsp.internal.rows.KeyField;
import io.worldstream.wsp.internal.rows.Row;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.apache.commons.codec.binary.Hex;

/**
 * Frames rows as canonical envelopes (contracts 5 to 7). The same row gives the same bytes, {@code emitted_at_utc} aside
 * (I5); the row's own JSON text is copied. One thread.
 */
public final class EnvelopeFramer {
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
        byte[] id = ids.mint(text.outputId, row.key());
        event.reset(text.outputId, id, row.tsMicros());
        event.append("{\"event_id\":\"");
        event.append(Hex.encodeHexString(id));
        event.append(text.beforeTime);
        event.append(EventTimeText.format(row.tsMicros()));
        event.append(text.afterTime);
        if (stampEmittedAt) {
            event.append(",\"emitted_at_utc\":\"");
            event.appendRoomForEmittedAt();
            event.append("\"");
        }
        event.append(",\"payload\":");
        switch (profile) {
            case LEGACY_PULL -> event.append(row.text());
            case CANONICAL -> {
                event.append("{\"data\":");
                event.append(row.text());
                event.append(text.sourceBeforeKey);
                appendKey(event, row.key());
                event.append(text.sourceAfterKey);
            }
        }
        event.append("}");
    }

    private static void appendKey(FramedEvent event, List<KeyField> key) {
        StringJoiner tuple = new StringJoiner(",");
        key.forEach(field -> tuple.add(field.json()));
        event.append(tuple.toString());
    }

    /** What all envelopes of one output share, in ASCII. */
    private static final class TargetText {
        private final OutputId outputId;
        private final byte[] beforeTime;
        private final byte[] afterTime;
        private final byte[] sourceBeforeKey;
        private final byte[] sourceAfterKey;

        TargetText(StreamPlan plan, Target target) {
            outputId = target.outputId();
            beforeTime = ascii("\",\"event_type\":\"" + target.outputId() + "\",\"ts_utc\":\"");
            afterTime = ascii(afterTime(plan, target));
            sourceBeforeKey =
                    ascii(",\"source\":{\"engine_output_locator\":" + target.locatorJson() + ",\"row_pk_tuple\":[");
            sourceAfterKey = ascii(sourceAfterKey(target));
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
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
