package io.worldstream.wsp;

import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.internal.join.ControlMessageReader;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.EnvelopeContract;
import io.worldstream.wsp.policy.EnvelopePolicy;
import io.worldstream.wsp.policy.Limits;
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
     *     parse
     */
    public static ControlMessage read(byte[] message, String topic, StreamPolicy policy) {
        return new ControlMessageReader(topic, policy.envelope().contract(), policy.limits()).read(message);
    }
}
