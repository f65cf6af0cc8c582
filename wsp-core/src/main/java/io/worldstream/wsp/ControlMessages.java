package io.worldstream.wsp;

import com.fasterxml.jackson.databind.JsonNode;
import io.worldstream.wsp.api.Clock;
import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.join.ControlMessageReader;
import io.worldstream.wsp.internal.join.SignedPayload;
import io.worldstream.wsp.internal.json.JsonFault;
import io.worldstream.wsp.internal.json.StrictJson;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EnvelopePolicy;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.SecurityPolicy;
import io.worldstream.wsp.policy.StreamPolicy;

/**
 * Parses control-bus messages for hosts that read them from a file or from a bus of their own. Any thread may call it.
 */
public final class ControlMessages {
    private ControlMessages() {}

    /**
     * Parses a message of {@link EnvelopeContract#V0} under {@link Limits#DEFAULTS}. Never throws because of the message's content.
     *
     * @param message the message as published
     * @param topic the topic that carries READY, such as {@link ReadySource#DEFAULT_TOPIC}
     */
    public static ControlMessage read(byte[] message, String topic) {
        return read(message, topic, Limits.DEFAULTS);
    }

    /**
     * Parses a message of {@link EnvelopeContract#V0}. Never throws because of the message's content.
     *
     * @param message the message as published
     * @param topic the topic that carries READY, such as {@link ReadySource#DEFAULT_TOPIC}
     * @param limits bounds the parse: a message longer than {@link Limits#maxMessageBytes} is {@link
     *     ControlMessage.Invalid} and is not parsed; at most {@link Limits#maxFindings} violations are reported
     */
    public static ControlMessage read(byte[] message, String topic, Limits limits) {
        return new ControlMessageReader(topic, EnvelopeContract.V0, limits).read(message);
    }

    /**
     * Parses a message as a producer with the same policy does. Never throws because of the message's content.
     *
     * @param message the message as published
     * @param topic the topic that carries READY, such as {@link ReadySource#DEFAULT_TOPIC}
     * @param policy its {@link EnvelopePolicy#contract} selects the generation of READY: one of the other generation is
     *     {@link ControlMessage.Invalid}, with one violation that says so. Its {@link StreamPolicy#limits} bound the
     *     parse. A READY whose signature {@link SecurityPolicy#readySignatures} do not accept, at the time of the call, is
     *     {@link ControlMessage.Invalid} too
     */
    public static ControlMessage read(byte[] message, String topic, StreamPolicy policy) {
        return new ControlMessageReader(topic, policy, Clock.system()).read(message);
    }

    /**
     * Returns the bytes that the signature of a READY covers: the UTF-8 of the canonical JSON of its payload (contracts 1).
     *
     * @param message the message, a JSON object with an object {@code payload}; whether it is signed makes no difference
     * @throws WspException {@code READY_INVALID} if it is not such a message, repeats a key, or has a number in its payload
     *     that is no integer
     */
    public static byte[] signedBytes(byte[] message) {
        try {
            JsonNode payload = StrictJson.parse(message).path("payload");
            if (!payload.isObject()) {
                throw new WspException(ReasonCode.READY_INVALID, "the message has no object \"payload\"");
            }
            String real = SignedPayload.pathOfReal(payload);
            if (real != null) {
                throw new WspException(
                        ReasonCode.READY_INVALID,
                        "payload" + LogText.segment(real)
                                + " is a number that is no integer, which a signature cannot cover");
            }
            return SignedPayload.bytes(payload);
        } catch (JsonFault e) {
            throw new WspException(ReasonCode.READY_INVALID, e.getMessage(), e);
        }
    }
}
