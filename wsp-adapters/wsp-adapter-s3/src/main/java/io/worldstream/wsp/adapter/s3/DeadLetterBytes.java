package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.support.LogText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads dead letters and redrive attempts as bytes: the version of the form, and the fields in a fixed order.
 * Any text is kept, with NUL and unpaired surrogates. Stateless and thread-safe.
 */
final class DeadLetterBytes {
    private static final int VERSION = 1;

    private DeadLetterBytes() {}

    static byte[] write(DeadLetter letter) {
        FieldWriter out = new FieldWriter().number(VERSION);
        EventId eventId = letter.eventId();
        out.text(letter.position())
                .text(letter.outputId().value())
                .text(eventId == null ? null : eventId.value())
                .text(letter.code().name())
                .text(letter.reason())
                .text(letter.rowDigest().value())
                .text(letter.row())
                .instant(letter.eventTime());
        DeadLetter.Quarantine quarantine = letter.quarantine();
        out.number(quarantine == null ? 0 : 1);
        if (quarantine != null) {
            out.texts(quarantine.reasonCodes())
                    .text(quarantine.receiptId())
                    .text(quarantine.envelopeDigest().value())
                    .instant(quarantine.emittedAt());
        }
        return out.toBytes();
    }

    static DeadLetter readLetter(RunId run, byte[] bytes) throws DamagedObjectException {
        try {
            FieldReader in = versioned(bytes);
            String position = in.requiredText();
            OutputId outputId = new OutputId(in.requiredText());
            String eventId = in.text();
            ReasonCode code = ReasonCode.valueOf(in.requiredText());
            Violation finding = new Violation(code, position, in.requiredText());
            DeadLetter.Builder letter = DeadLetter.builder(run, outputId, finding, new Hex64(in.requiredText()))
                    .eventId(eventId == null ? null : new EventId(eventId))
                    .row(in.text())
                    .eventTime(in.instant());
            if (in.number() == 1) {
                List<String> reasonCodes = in.texts();
                String receiptId = in.text();
                letter.quarantine(
                        new DeadLetter.Quarantine(reasonCodes, receiptId, new Hex64(in.requiredText()), in.instant()));
            }
            in.requireEnd();
            return letter.build();
        } catch (IllegalArgumentException | IllegalStateException | DateTimeException e) {
            throw new DamagedObjectException("cannot be read: " + LogText.segment(String.valueOf(e.getMessage())));
        }
    }

    static byte[] write(RedriveAttempt attempt) {
        return new FieldWriter()
                .number(VERSION)
                .instant(attempt.at())
                .text(attempt.outcome().name())
                .texts(attempt.reasonCodes())
                .text(attempt.receiptId())
                .toBytes();
    }

    static RedriveAttempt readAttempt(byte[] bytes) throws DamagedObjectException {
        try {
            FieldReader in = versioned(bytes);
            @Nullable Instant at = in.instant();
            if (at == null) {
                throw new DamagedObjectException("has no time");
            }
            RedriveAttempt attempt =
                    new RedriveAttempt(at, RedriveAttempt.Outcome.valueOf(in.requiredText()), in.texts(), in.text());
            in.requireEnd();
            return attempt;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new DamagedObjectException("cannot be read: " + LogText.segment(String.valueOf(e.getMessage())));
        }
    }

    private static FieldReader versioned(byte[] bytes) throws DamagedObjectException {
        FieldReader in = new FieldReader(bytes);
        int version = in.number();
        if (version != VERSION) {
            throw new DamagedObjectException("has version " + version + ", which this release does not know");
        }
        return in;
    }
}
