package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.RedriveAttempt;
import java.util.List;

/** Formats one dead letter as a line of stdout. Each line has every field; null means that the field has no value. */
public final class DeadLetterJson {
    private DeadLetterJson() {}

    /** Returns the line, without its line break. */
    public static String line(DeadLetterStore.Entry entry) {
        DeadLetter letter = entry.letter();
        DeadLetter.Quarantine quarantine = letter.quarantine();
        RedriveAttempt last = entry.last();
        return JsonLine.of(line -> line.put("event_id", letter.eventId())
                .put("event_type", letter.outputId())
                .put("ts_utc", letter.eventTime())
                .putTexts("reason_codes", reasons(letter))
                .put("receipt_id", quarantine == null ? null : quarantine.receiptId())
                .put("kind", letter.kind().wireName())
                .put("position", letter.position())
                .put("reason", letter.reason())
                .put("redriven", last == null ? null : last.outcome()));
    }

    /** Returns the gate's reasons, or the code of an event or a row that the stream passed over. */
    static List<String> reasons(DeadLetter letter) {
        DeadLetter.Quarantine quarantine = letter.quarantine();
        return quarantine == null ? List.of(letter.code().name()) : quarantine.reasonCodes();
    }
}
