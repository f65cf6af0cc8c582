package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.PushOutcome.Decision;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the dead letters of pushes. Stateless. */
final class Evidence {
    private Evidence() {}

    /** Returns the dead letter of an event that the stream passes over. */
    static DeadLetter deadLettered(RunId run, Push push, Consequence.GivenUp givenUp, boolean keepRow) {
        return letter(run, push, new Violation(givenUp.code(), push.place(), givenUp.why()), keepRow)
                .build();
    }

    /**
     * Returns the dead letter of an event that the gate quarantined.
     *
     * @param reasons the gate's reasons
     * @param said the answer that decided it
     */
    static DeadLetter quarantined(RunId run, Push push, List<String> reasons, PushOutcome said, boolean keepRow) {
        Receipt receipt = said instanceof PushOutcome.Decided decided ? decided.receipt() : null;
        List<String> bounded = GateWords.reasons(reasons);
        Violation finding =
                new Violation(ReasonCode.INGRESS_QUARANTINED, push.place(), inWords(reasons, bounded, said));
        return letter(run, push, finding, keepRow)
                .quarantine(new DeadLetter.Quarantine(
                        bounded,
                        GateWords.receiptId(receipt),
                        push.event.envelopeDigest(),
                        instant(push.event.emittedMicros())))
                .build();
    }

    private static DeadLetter.Builder letter(RunId run, Push push, Violation finding, boolean keepRow) {
        return DeadLetter.builder(run, push.eventType(), finding, push.event.rowDigest())
                .eventId(push.eventId())
                .eventTime(instant(push.event.tsMicros()))
                .row(keepRow ? new String(push.event.rowText(), StandardCharsets.UTF_8) : null);
    }

    private static String inWords(List<String> reasons, List<String> bounded, PushOutcome said) {
        String what = said instanceof PushOutcome.Decided decided && decided.decision() == Decision.DUPLICATE
                ? "the gate answered DUPLICATE and holds it in quarantine"
                : "the gate quarantined it";
        String more = reasons.size() > bounded.size() ? " and " + (reasons.size() - bounded.size()) + " more" : "";
        return what + (reasons.isEmpty() ? " without a reason" : ": " + String.join(", ", bounded) + more);
    }

    private static @Nullable Instant instant(long micros) {
        return micros == EventTimeText.NONE ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
