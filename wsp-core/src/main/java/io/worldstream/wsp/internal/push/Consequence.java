package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The consequence of the outcome of one attempt. */
sealed interface Consequence {
    /** The gate decided, and the event has its terminal outcome. */
    record Settled(TerminalOutcome outcome, List<String> reasonCodes) implements Consequence {}

    /**
     * The same bytes are sent again.
     *
     * @param pressure the conclusion about the state of the gate
     * @param why the outcome in words
     * @param notBefore the minimum wait that the gate asks for, or null
     * @param thenQuarantine the reasons for which the event counts as quarantined once its ambiguous retries are spent;
     *     null if only the retry budget ends the retries
     */
    record Retry(
            Pressure pressure,
            String why,
            @Nullable Duration notBefore,
            @Nullable List<String> thenQuarantine) implements Consequence {}

    /**
     * The same bytes are sent again, as often as {@code policy.ambiguous_retries} allows, whatever the retry budget; then
     * the policy decides about the event. Says nothing about the state of the gate, which names the event itself.
     *
     * @param why the outcome in words
     */
    record Ambiguous(String why) implements Consequence {}

    /**
     * The event cannot be settled.
     *
     * @param action whether it is dead-lettered, once its evidence is durable, or the run halts here
     * @param code the reason
     * @param why the reason in words
     */
    record GivenUp(OnFailure action, ReasonCode code, String why) implements Consequence {}

    /** The conclusion from a failed attempt about the state of the gate. */
    enum Pressure {
        /** No conclusion. */
        NONE,
        /** The gate throttles and asks for less load. */
        THROTTLED,
        /** The gate failed, or the outcome is unknown. */
        FAILED
    }
}
