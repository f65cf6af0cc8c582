package io.worldstream.wsp.api;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Outcome of one push (contracts 9). A sink reports what happened; the engine's policy decides whether to retry or to
 * halt.
 */
public sealed interface PushOutcome {
    /**
     * The gate decided and sent a receipt.
     *
     * @param decision the gate's decision
     * @param receipt the gate's receipt
     */
    record Decided(Decision decision, Receipt receipt) implements PushOutcome {
        public Decided {
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(receipt, "receipt");
        }
    }

    /**
     * The gate did not take the envelope and throttles the producer: 429.
     *
     * @param detail the status and the gate's code and reason
     * @param retryAfter the wait that the gate asks for, or null if it names none; not negative
     */
    record Throttled(String detail, @Nullable Duration retryAfter) implements PushOutcome {}

    /**
     * The gate did not take the envelope for now: it is unhealthy, refuses connections, or answers 408 or 5xx.
     *
     * @param detail the status and the gate's code and reason, or the failure
     * @param retryAfter the wait that the gate asks for, or null if it names none; not negative
     */
    record Unavailable(String detail, @Nullable Duration retryAfter) implements PushOutcome {}

    /**
     * It is unknown whether the gate took the envelope: a timeout or a reset after the request was sent, or a 2xx
     * answer that cannot be read.
     *
     * @param detail the failure
     */
    record Unknown(String detail) implements PushOutcome {}

    /**
     * The gate answered that it does not know whether this event is on the bus: {@code PUBLISH_AMBIGUOUS_RETRY}. Unlike
     * {@link Unknown}, this is the gate's own word about one event and not a lost answer: the gate is reachable, and it
     * may repeat that word for days. The engine therefore retries a few times and then decides about this event, instead
     * of spending the retry budget and suspecting the gate (contracts 9, SNK-09).
     *
     * @param detail the status and the gate's code and reason
     */
    record Ambiguous(String detail) implements PushOutcome {}

    /**
     * The gate rejects this envelope permanently.
     *
     * @param detail the status and the gate's code and reason
     */
    record Rejected(String detail) implements PushOutcome {}

    /**
     * The gate does not accept this producer: 401, 403.
     *
     * @param detail the status and the gate's code and reason
     */
    record Unauthorised(String detail) implements PushOutcome {}

    /**
     * The answer violates the gate's contract: a decision without a receipt, an unknown decision, or a redirect.
     *
     * @param detail the violation
     */
    record ProtocolViolation(String detail) implements PushOutcome {}

    /** The gate's decisions. */
    enum Decision {
        ADMIT,
        DUPLICATE,
        QUARANTINE
    }
}
