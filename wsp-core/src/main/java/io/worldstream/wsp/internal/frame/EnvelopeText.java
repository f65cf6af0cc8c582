package io.worldstream.wsp.internal.frame;

import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.json.CanonicalJson;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.Pins;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.plan.StreamPlan.Target;
import io.worldstream.wsp.policy.PayloadProfile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The text that all envelopes of one output share, in ASCII, with room for the parts that differ. Immutable. */
final class EnvelopeText {
    /** The {@link #emittedAt} or {@link #positionAt} of envelopes without that field. */
    static final int NOT_STAMPED = -1;

    private static final String ID_FIELD = "{\"event_id\":\"";

    /** The position of the id in {@link #head}. */
    static final int ID_AT = ID_FIELD.length();

    private static final String NO_TIME = EventTimeText.format(0);

    final OutputId outputId;
    final byte[] outputIdUtf8;
    /** The text before the row. */
    final byte[] head;
    /** The position of the event time in {@link #head}. */
    final int timeAt;
    /** The position of the wall time of the first push in {@link #head}, or {@link #NOT_STAMPED}. */
    final int emittedAt;
    /** The place of the event's position in {@link #head}, or {@link #NOT_STAMPED}. */
    final int positionAt;
    /** True if the payload also holds the row's source. */
    final boolean namesSource;

    final byte[] sourceBeforeKey;
    final byte[] sourceAfterKey;

    /** The names of the payload's identity hints, each in quotes and with a colon. */
    final List<byte[]> hints;

    EnvelopeText(StreamPlan plan, Target target, boolean stampEmittedAt) {
        outputId = target.outputId();
        outputIdUtf8 = outputId.value().getBytes(StandardCharsets.UTF_8);
        namesSource = plan.payloadProfile() == PayloadProfile.CANONICAL;
        StringBuilder text = new StringBuilder(ID_FIELD)
                .append("0".repeat(2 * EventIds.ID_BYTES))
                .append("\",\"event_type\":\"")
                .append(target.outputId())
                .append("\",\"ts_utc\":\"");
        timeAt = text.length();
        text.append(NO_TIME).append('"');
        appendRun(text, plan, target);
        if (stampEmittedAt) {
            text.append(",\"emitted_at_utc\":\"");
            emittedAt = text.length();
            text.append(NO_TIME).append('"');
        } else {
            emittedAt = NOT_STAMPED;
        }
        appendStamp(text, "trace_id", plan.stamps().traceId());
        if (plan.stamps().numbered()) {
            text.append(",\"span_id\":\"");
            positionAt = text.length();
            text.append("0".repeat(FramedEvent.POSITION_DIGITS)).append('"');
        } else {
            positionAt = NOT_STAMPED;
            appendStamp(text, "span_id", plan.stamps().spanId());
        }
        text.append(",\"payload\":").append(namesSource ? "{\"data\":" : "");
        head = ascii(text.toString());
        sourceBeforeKey =
                ascii(",\"source\":{\"engine_output_locator\":" + target.locatorJson() + ",\"row_pk_tuple\":[");
        sourceAfterKey = ascii(sourceAfterKey(target));
        hints = plan.identityHints().of(outputId).keySet().stream()
                .map(EnvelopeText::hintName)
                .toList();
    }

    private static void appendRun(StringBuilder text, StreamPlan plan, Target target) {
        Pins pins = plan.pins();
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
    }

    private static void appendStamp(StringBuilder text, String field, @Nullable String value) {
        if (value != null) {
            append(text, field, value);
        }
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
        return text.append('}').toString();
    }

    private static byte[] hintName(String name) {
        StringBuilder text = new StringBuilder();
        CanonicalJson.appendString(text, name);
        return ascii(text.append(':').toString());
    }

    private static void append(StringBuilder text, String field, String value) {
        text.append(",\"").append(field).append("\":");
        CanonicalJson.appendString(text, value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
