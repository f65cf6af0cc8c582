package io.worldstream.wsp.tests;

import io.worldstream.wsp.api.PushOutcome;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.testkit.fake.RecordedPush;
import java.util.List;

/** Answers of a gate that are not the usual ones. */
final class Outcomes {
    private Outcomes() {}

    static PushOutcome quarantine(RecordedPush push, String... reasons) {
        return new PushOutcome.Decided(
                PushOutcome.Decision.QUARANTINE,
                new Receipt(
                        push.eventId().value(),
                        push.eventType().value(),
                        List.of(reasons),
                        List.of("quarantine_record"),
                        null));
    }
}
