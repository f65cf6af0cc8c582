package io.worldstream.wsp.runner.report;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.support.LogText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Formats one dead letter as a line of text, in columns two spaces apart; a dash stands for what it does not have. */
public final class DeadLetterText {
    private static final String NONE = "-";

    private DeadLetterText() {}

    /** Returns the line, without its line break. */
    public static String line(DeadLetterStore.Entry entry) {
        DeadLetter letter = entry.letter();
        DeadLetter.Quarantine quarantine = letter.quarantine();
        Instant eventTime = letter.eventTime();
        RedriveAttempt last = entry.last();
        List<String> reasons = DeadLetterJson.reasons(letter);
        return String.join(
                        "  ",
                        text(letter.eventId()),
                        letter.outputId().value(),
                        eventTime == null ? NONE : JsonLine.micros(eventTime),
                        reasons.isEmpty() ? NONE : LogText.path(String.join(",", reasons)),
                        text(quarantine == null ? null : quarantine.receiptId()),
                        letter.kind().wireName(),
                        LogText.path(letter.position()))
                + (last == null ? "" : "  redriven: " + last.outcome());
    }

    private static String text(@Nullable Object value) {
        return value == null ? NONE : LogText.segment(value.toString());
    }
}
