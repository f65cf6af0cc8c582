package io.worldstream.wsp.internal.join;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.finding.Findings;
import io.worldstream.wsp.internal.json.JsonFault;
import io.worldstream.wsp.internal.json.StrictJson;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.plan.PlatformAnnouncement;
import io.worldstream.wsp.plan.ReadySignal;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.ReadySignatures;
import io.worldstream.wsp.policy.StreamPolicy;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses control-bus messages, and has the signatures of READYs verified (contracts 1, 13). Stateless; any thread may use
 * it.
 */
public final class ControlMessageReader {
    private static final Set<String> READY_KINDS = Set.of("READY", "READY_REEMIT");

    /**
     * A {@code *} in the last segment; anywhere else the oracle reports the reference as out of reach (contracts 12).
     */
    private static final Pattern PATTERN = Pattern.compile("([^*]*[/\\\\])?[^/\\\\]*[*][^/\\\\]*", Pattern.DOTALL);

    private final String topic;
    private final Generation generation;
    private final Limits limits;
    private final SignatureCheck signatures;

    /**
     * Creates a reader that verifies no signature.
     *
     * @param topic the topic that carries READY
     * @param contract the generation of READY
     * @param limits bounds the message and the violations that are reported
     */
    public ControlMessageReader(String topic, EnvelopeContract contract, Limits limits) {
        this(topic, contract, limits, new SignatureCheck(ReadySignatures.OFF, Clock.system()));
    }

    /**
     * Creates the reader of a host.
     *
     * @param topic the topic that carries READY
     * @param policy the generation of READY, the limits and the signatures that are required
     * @param clock its wall time is the time at which messages are received
     */
    public ControlMessageReader(String topic, StreamPolicy policy, Clock clock) {
        this(
                topic,
                policy.envelope().contract(),
                policy.limits(),
                new SignatureCheck(policy.security().readySignatures(), clock));
    }

    private ControlMessageReader(String topic, EnvelopeContract contract, Limits limits, SignatureCheck signatures) {
        this.topic = topic;
        this.generation = Generation.of(contract);
        this.limits = limits;
        this.signatures = signatures;
    }

    /** Classifies a message. Never throws because of its content. */
    public ControlMessage read(byte[] message) {
        if (message.length > limits.maxMessageBytes()) {
            return new ControlMessage.Invalid(
                    null,
                    List.of(new Violation(
                            ReasonCode.LIMIT_EXCEEDED,
                            "ready#",
                            "the message has more than "
                                    + LogText.count(limits.maxMessageBytes(), "byte")
                                    + " (limits.max_message_bytes) and is not parsed")));
        }
        MessageOutline outline;
        try {
            outline = MessageOutline.of(message);
        } catch (JsonFault e) {
            return new ControlMessage.Unreadable(e.getMessage());
        }
        if (!outline.isObject()) {
            return new ControlMessage.Unreadable("a message must be a JSON object");
        }
        String itsTopic = outline.topic();
        if (itsTopic != null && !itsTopic.equals(topic)) {
            return new ControlMessage.Foreign("topic " + LogText.quote(itsTopic));
        }
        String kind = outline.kind();
        boolean ready = outline.hasKind() ? kind != null && READY_KINDS.contains(kind) : outline.hasReference();
        if (!ready) {
            return new ControlMessage.Foreign(kind == null ? "not a READY" : "signal " + LogText.quote(kind));
        }
        return readReady(message, outline.runId());
    }

    private ControlMessage readReady(byte[] message, @Nullable String itsRun) {
        Findings findings = Findings.ofDocument(limits.maxFindings());
        JsonNode node = tree(message, findings);
        if (node == null) {
            return new ControlMessage.Invalid(runOf(itsRun), findings.all());
        }
        DocumentObject envelope = DocumentObject.of(findings, ReasonCode.READY_INVALID, "ready#", node);
        if (envelope == null) {
            throw new IllegalStateException("the caller checked that it is an object");
        }
        envelope.text("topic", true);
        String messageId = envelope.boundedText("message_id", true, 1024);
        envelope.timestamp("published_at_utc", true);
        checkAttributes(envelope);
        if (envelope.has("partition_key")
                && !envelope.node().path("partition_key").isNull()) {
            envelope.text("partition_key", false);
        }
        DocumentObject payload = envelope.object("payload", true);
        if (payload == null) {
            return new ControlMessage.Invalid(null, findings.all());
        }
        String foreign = generation.whyForeign("READY", payload, Set.of());
        if (foreign != null) {
            Generation.refuseSignal(findings, foreign);
            return new ControlMessage.Invalid(runOf(itsRun), findings.all());
        }
        payload.refuseUnknownFields(generation.readyFields());
        String runId = payload.hex32("run_id", true);
        String reference = payload.boundedText("facts_view_ref", true, 8192);
        if (reference != null && PATTERN.matcher(reference).matches()) {
            payload.fault("facts_view_ref", "must be a reference, not a pattern: " + LogText.quote(reference));
        }
        Hex64 bundleHash = payload.hex64("bundle_hash", true);
        payload.timestamp("emitted_at_utc", false);
        PlatformAnnouncement announcement = generation.readAnnouncement(payload, messageId);
        if (messageId == null || runId == null || reference == null || bundleHash == null || !findings.isEmpty()) {
            return new ControlMessage.Invalid(runId == null ? null : new RunId(runId), findings.all());
        }
        signatures.check(envelope.node(), payload.node(), findings);
        if (!findings.isEmpty()) {
            return new ControlMessage.Invalid(new RunId(runId), findings.all());
        }
        return new ControlMessage.Ready(
                new ReadySignal(messageId, new RunId(runId), reference, bundleHash, announcement));
    }

    private static @Nullable RunId runOf(@Nullable String text) {
        return text != null && DocumentObject.HEX32.matcher(text).matches() ? new RunId(text) : null;
    }

    /**
     * Returns the parsed message, or null. A repeated key does not prevent parsing, so that all other faults are found
     * too.
     */
    private static @Nullable JsonNode tree(byte[] message, Findings findings) {
        try {
            return StrictJson.parse(message);
        } catch (JsonFault e) {
            findings.add(ReasonCode.READY_INVALID, "ready#", e.getMessage());
        }
        try {
            return StrictJson.parseAllowingDuplicateKeys(message);
        } catch (JsonFault e) {
            return null;
        }
    }

    private static void checkAttributes(DocumentObject envelope) {
        DocumentObject attributes = envelope.object("attributes", false);
        if (attributes != null) {
            attributes.node().fieldNames().forEachRemaining(name -> attributes.text(name, false));
        }
    }
}
