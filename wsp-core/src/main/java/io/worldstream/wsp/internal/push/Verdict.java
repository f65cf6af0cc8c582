package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from one outcome of a push. */
sealed interface Verdict {
    /** The gate decided: the event has its terminal outcome. */
    record Settled(TerminalOutcome outcome, List<String> reasonCodes) implements Verdict {}

    /**
     * The same bytes go out again.
     *
     * @param pressure what the outcome says about the gate
     * @param why the outcome, for people
     * @param notBefore how long the gate asks to wait, or null
     * @param thenQuarantine the gate does not know: after the ambiguous tries it counts as quarantined for these reasons;
     *     null where only the budget ends the tries
     */
    record Retry(
            Pressure pressure,
            String why,
            @Nullable Duration notBefore,
            @Nullable List<String> thenQuarantine) implements Verdict {}

    /** The stream passes over the event, once the evidence of it is durable. */
    record SetAside(ReasonCode code, String why) implements Verdict {}

    /** The run stops here. */
    record Halt(ReasonCode code, String why) implements Verdict {}

    /** What a failed try says about the gate. */
    enum Pressure {
        /** Nothing. */
        NONE,
        /** It asks for less. */
        THROTTLED,
        /** It cannot, or nobody knows. */
        FAILED
    }
}
