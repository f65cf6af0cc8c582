package io.worldstream.wsp.api.support;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import java.util.List;
import java.util.Objects;

/**
 * The binary form of dead letters and redrive attempts, for stores that keep them as bytes. It keeps any text, with NUL
 * and unpaired surrogates, and any instant.
 *
 * <p>The first byte is the version of the form, which is 1. The fields follow in a fixed order:
 *
 * <ul>
 *   <li>of a dead letter: position, output, event id?, code, reason, row digest, row?, event time?, and a byte that is 0
 *       without a quarantine, or 1 before its reason codes, receipt id?, envelope digest and time of emission?;
 *   <li>of an attempt: time, outcome, reason codes, receipt id?.
 * </ul>
 *
 * <p>Fields with a question mark may be null; numbers are big-endian. A text is the byte 1, its length in bytes (32 bits)
 * and its UTF-8; or the byte 2, its length in bytes and its UTF-16, if UTF-8 cannot hold it; or the byte 0 for null. A
 * list is its size (32 bits) and its texts. An instant is the byte 1, its seconds since 1970 (64 bits) and its
 * nanoseconds (32 bits), or the byte 0 for null.
 *
 * <p>The form has no checksum and does not name the run: a store adds both, so that it notices bytes in the wrong place.
 * Reading takes memory in proportion to the bytes, whatever lengths they claim.
 *
 * <p>Stateless; any thread may use it. No method blocks.
 */
public final class DeadLetterBytes {
    private static final int VERSION = 1;

    private DeadLetterBytes() {}

    /**
     * The bytes are not a record in a version that this release reads. A store reports it as a {@link WspException} with
     * {@code QUARANTINE_CORRUPT} that names the record. The message is a clause about the record, such as {@code it ends
     * too early}, fit for a log.
     */
    public static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }

        DamagedException(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }

    /** Returns a dead letter as bytes, without its run. */
    public static byte[] write(DeadLetter letter) {
        EventId eventId = letter.eventId();
        DeadLetter.Quarantine quarantine = letter.quarantine();
        FieldWriter out = new FieldWriter()
                .number(VERSION)
                .text(letter.position())
                .text(letter.outputId().value())
                .text(eventId == null ? null : eventId.value())
                .text(letter.code().name())
                .text(letter.reason())
                .text(letter.rowDigest().value())
                .text(letter.row())
                .instant(letter.eventTime())
                .flag(quarantine != null);
        if (quarantine != null) {
            out.texts(quarantine.reasonCodes())
                    .text(quarantine.receiptId())
                    .text(quarantine.envelopeDigest().value())
                    .instant(quarantine.emittedAt());
        }
        return out.toBytes();
    }

    /** Returns a redrive attempt as bytes. */
    public static byte[] write(RedriveAttempt attempt) {
        return new FieldWriter()
                .number(VERSION)
                .instant(attempt.at())
                .text(attempt.outcome().name())
                .texts(attempt.reasonCodes())
                .text(attempt.receiptId())
                .toBytes();
    }

    /**
     * Returns the dead letter that was written.
     *
     * @param run the run of the dead letter
     * @param bytes what {@link #write(DeadLetter)} returned
     * @throws DamagedException if the bytes are anything else
     */
    public static DeadLetter readLetter(RunId run, byte[] bytes) throws DamagedException {
        FieldReader in = versioned(bytes);
        try {
            String position = in.requiredText();
            OutputId outputId = new OutputId(in.requiredText());
            String eventId = in.text();
            ReasonCode code = in.constant(ReasonCode.class);
            Violation finding = new Violation(code, position, in.requiredText());
            DeadLetter.Builder letter = DeadLetter.builder(run, outputId, finding, new Hex64(in.requiredText()))
                    .eventId(eventId == null ? null : new EventId(eventId))
                    .row(in.text())
                    .eventTime(in.instant());
            if (in.flag()) {
                List<String> reasonCodes = in.texts();
                String receiptId = in.text();
                letter.quarantine(
                        new DeadLetter.Quarantine(reasonCodes, receiptId, new Hex64(in.requiredText()), in.instant()));
            }
            in.requireEnd();
            return letter.build();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DamagedException("it breaks a rule: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the redrive attempt that was written.
     *
     * @param bytes what {@link #write(RedriveAttempt)} returned
     * @throws DamagedException if the bytes are anything else
     */
    public static RedriveAttempt readAttempt(byte[] bytes) throws DamagedException {
        FieldReader in = versioned(bytes);
        RedriveAttempt attempt = new RedriveAttempt(
                in.requiredInstant(), in.constant(RedriveAttempt.Outcome.class), in.texts(), in.text());
        in.requireEnd();
        return attempt;
    }

    private static FieldReader versioned(byte[] bytes) throws DamagedException {
        FieldReader in = new FieldReader(bytes);
        int version = in.number();
        if (version != VERSION) {
            throw new DamagedException("it has version " + version + ", which this release does not know");
        }
        return in;
    }
}
