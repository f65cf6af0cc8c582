package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.ReasonCode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from one outcome of a push. */
sealed interface Verdict {
    /** The event has its terminal outcome. */
    record Settled(Settlement settlement, List<String> reasonCodes) implements Verdict {}

    /**
     * The same bytes go out again.
     *
     * @param why the outcome, for people
     * @param notBefore how long the gate asks to wait, or null
     * @param thenQuarantine the gate does not know: after the ambiguous tries it counts as quarantined for these reasons;
     *     null where only the budget ends the tries
     */
    record Retry(
            String why,
            @Nullable Duration notBefore,
            @Nullable List<String> thenQuarantine) implements Verdict {}

    /** The run stops here. */
    record Halt(ReasonCode code, String why) implements Verdict {}

    /** Terminal outcomes. */
    enum Settlement {
        ADMITTED,
        DUPLICATE,
        QUARANTINED
    }
}
