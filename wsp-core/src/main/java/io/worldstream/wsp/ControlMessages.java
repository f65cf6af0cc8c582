package io.worldstream.wsp;

import io.worldstream.wsp.api.ReadySource;
import io.worldstream.wsp.internal.join.ControlMessageReader;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.Limits;

/**
 * Parses control-bus messages for hosts that read them from a file or from a bus of their own. Any thread may call it.
 */
public final class ControlMessages {
    private ControlMessages() {}

    /**
     * Parses a message under {@link Limits#DEFAULTS}. Never throws because of the message's content.
     *
     * @param message the message as published
     * @param topic the topic that carries READY, such as {@link ReadySource#DEFAULT_TOPIC}
     */
    public static ControlMessage read(byte[] message, String topic) {
        return read(message, topic, Limits.DEFAULTS);
    }

    /**
     * Parses a message. Never throws because of the message's content.
     *
     * @param message the message as published
     * @param topic the topic that carries READY, such as {@link ReadySource#DEFAULT_TOPIC}
     * @param limits bounds the parse: a message longer than {@link Limits#maxMessageBytes} is {@link
     *     ControlMessage.Invalid} and is not parsed; at most {@link Limits#maxFindings} violations are reported
     */
    public static ControlMessage read(byte[] message, String topic, Limits limits) {
        return new ControlMessageReader(topic, limits).read(message);
    }
}
