package io.worldstream.wsp;

import io.worldstream.wsp.internal.join.ControlMessageReader;
import io.worldstream.wsp.plan.ControlMessage;
import io.worldstream.wsp.policy.Limits;

/** Reads messages of the control bus, for hosts that have one at hand: in a file, or from a bus of their own. */
public final class ControlMessages {
    private ControlMessages() {}

    /**
     * Reads a message under {@link Limits#DEFAULTS}; never throws for its content.
     *
     * @param message the message as published
     * @param topic the topic that carries READY, such as {@link ControlMessage#DEFAULT_TOPIC}
     */
    public static ControlMessage read(byte[] message, String topic) {
        return read(message, topic, Limits.DEFAULTS);
    }

    /**
     * Reads a message; never throws for its content.
     *
     * @param message the message as published
     * @param topic the topic that carries READY, such as {@link ControlMessage#DEFAULT_TOPIC}
     * @param limits a message over {@link Limits#maxMessageBytes} is {@link ControlMessage.Invalid} and not parsed;
     *     {@link Limits#maxFindings} bounds the violations that are reported
     */
    public static ControlMessage read(byte[] message, String topic, Limits limits) {
        return new ControlMessageReader(topic, limits).read(message);
    }
}
