package io.worldstream.wsp;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.join.ControlMessageReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one message of the control bus is (contracts 1). */
public sealed interface ControlMessage {
    /** The topic that carries READY. */
    String DEFAULT_TOPIC = "fp.bus.control.v1";

    /**
     * Reads a message; never throws for what is in it.
     *
     * @param message the message as published
     * @param topic the topic that is for WSP
     */
    static ControlMessage read(byte[] message, String topic) {
        return read(message, topic, Limits.DEFAULTS);
    }

    /**
     * Reads a message of a host with limits of its own; never throws for what is in it.
     *
     * @param message the message as published
     * @param topic the topic that is for WSP
     * @param limits a message over {@link Limits#maxMessageBytes} is {@link Invalid}, unread; {@link Limits#maxFindings} bounds what is told
     */
    static ControlMessage read(byte[] message, String topic, Limits limits) {
        if (message.length > limits.maxMessageBytes()) {
            return new Invalid(
                    null,
                    List.of(new Violation(
                            ReasonCode.LIMIT_EXCEEDED,
                            "ready#",
                            "the message has more than " + limits.maxMessageBytes()
                                    + " bytes (limits.max_message_bytes) and is not read")));
        }
        return new ControlMessageReader(topic, limits).read(message);
    }

    /**
     * A valid READY.
     *
     * @param signal what it says
     */
    record Ready(ReadySignal signal) implements ControlMessage {}

    /**
     * A READY that is not valid: every fault has code {@code READY_INVALID}; or a message that is too long to be read, with code
     * {@code LIMIT_EXCEEDED}.
     *
     * @param runId the run, if it names one
     * @param violations all faults, up to {@link Limits#maxFindings()}; then one more that counts the rest
     */
    record Invalid(@Nullable RunId runId, List<Violation> violations) implements ControlMessage {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /**
     * Another topic, or another signal: not for WSP.
     *
     * @param why in words
     */
    record Foreign(String why) implements ControlMessage {}

    /**
     * Not a JSON document: rubbish, or half-written.
     *
     * @param why in words
     */
    record Unreadable(String why) implements ControlMessage {}
}
