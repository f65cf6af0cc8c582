package io.worldstream.wsp.api;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of one push (contracts 9). A sink says what happened; what follows from it, a retry or a halt, is the
 * engine's policy.
 */
public sealed interface PushOutcome {
    /**
     * The gate decided and sent a receipt.
     *
     * @param decision what it decided
     * @param receipt its receipt
     */
    record Decided(Decision decision, Receipt receipt) implements PushOutcome {
        public Decided {
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(receipt, "receipt");
        }
    }

    /**
     * The gate took nothing and asks for less: 429.
     *
     * @param detail status and code
     * @param retryAfter how long the gate asks to wait, if it says so; not negative
     */
    record Throttled(String detail, @Nullable Duration retryAfter) implements PushOutcome {}

    /**
     * The gate took nothing now: it is unhealthy, refuses connections, answers 408 or 5xx.
     *
     * @param detail status and code, or the failure
     * @param retryAfter how long the gate asks to wait, if it says so; not negative
     */
    record Unavailable(String detail, @Nullable Duration retryAfter) implements PushOutcome {}

    /**
     * Nobody knows whether the gate took it: a timeout or a reset after the request left, a 2xx that cannot be read.
     *
     * @param detail the failure
     */
    record Unknown(String detail) implements PushOutcome {}

    /**
     * The gate will not take this envelope, ever.
     *
     * @param detail status and code
     */
    record Rejected(String detail) implements PushOutcome {}

    /**
     * The gate does not accept this producer: 401, 403.
     *
     * @param detail status and code
     */
    record Unauthorised(String detail) implements PushOutcome {}

    /**
     * The answer breaks the gate's contract: a decision without a receipt, an unknown decision, a redirect.
     *
     * @param detail what was wrong with it
     */
    record ProtocolViolation(String detail) implements PushOutcome {}

    /** The gate's decisions. */
    enum Decision {
        ADMIT,
        DUPLICATE,
        QUARANTINE
    }
}
