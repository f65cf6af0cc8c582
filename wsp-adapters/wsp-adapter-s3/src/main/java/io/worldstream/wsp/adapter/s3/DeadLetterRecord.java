package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.StateFrame.Kind;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.support.DeadLetterBytes;
import io.worldstream.wsp.api.support.DeadLetterBytes.DamagedException;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A dead letter with its redrive attempts as an object, each with the stamp of the session that wrote it. The payload has,
 * for the letter and each attempt, the stamp (session and number, 24 bytes), the length as i32, and its {@link
 * DeadLetterBytes}.
 *
 * @param stamp the stamp of the letter
 * @param letter the letter
 * @param attempts the attempts, oldest first
 */
record DeadLetterRecord(Stamp stamp, DeadLetter letter, List<Attempt> attempts) {
    private static final int HEAD_BYTES = 3 * Long.BYTES + Integer.BYTES;

    DeadLetterRecord {
        attempts = List.copyOf(attempts);
    }

    /** An attempt with its stamp. */
    record Attempt(Stamp stamp, RedriveAttempt attempt) {}

    static DeadLetterRecord decode(RunId run, byte[] object) throws DamagedObjectException {
        ByteBuffer in =
                ByteBuffer.wrap(StateFrame.decode(Kind.DEAD_LETTER, run, object).payload());
        try {
            Stamp stamp = stamp(in);
            DeadLetter letter = DeadLetterBytes.readLetter(run, document(in));
            List<Attempt> attempts = new ArrayList<>();
            while (in.hasRemaining()) {
                Stamp of = stamp(in);
                attempts.add(new Attempt(of, DeadLetterBytes.readAttempt(document(in))));
            }
            return new DeadLetterRecord(stamp, letter, attempts);
        } catch (DamagedException e) {
            throw new DamagedObjectException("cannot be read: " + e.getMessage());
        } catch (BufferUnderflowException e) {
            throw new DamagedObjectException("has a letter or an attempt that is cut off");
        }
    }

    private static Stamp stamp(ByteBuffer in) {
        return new Stamp(new UUID(in.getLong(), in.getLong()), in.getLong());
    }

    private static byte[] document(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] document = new byte[length];
        in.get(document);
        return document;
    }

    /**
     * Returns the bytes to write: those of no other call.
     *
     * @param epoch the epoch of the writer
     */
    byte[] encode(long epoch) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        append(out, stamp, DeadLetterBytes.write(letter));
        attempts.forEach(each -> append(out, each.stamp(), DeadLetterBytes.write(each.attempt())));
        return StateFrame.of(epoch, 0, out.toByteArray()).encode(Kind.DEAD_LETTER, letter.runId());
    }

    private static void append(ByteArrayOutputStream out, Stamp stamp, byte[] document) {
        out.writeBytes(ByteBuffer.allocate(HEAD_BYTES)
                .putLong(stamp.session().getMostSignificantBits())
                .putLong(stamp.session().getLeastSignificantBits())
                .putLong(stamp.number())
                .putInt(document.length)
                .array());
        out.writeBytes(document);
    }

    /** Returns the record with those of its attempts whose stamp passes. */
    DeadLetterRecord keeping(Predicate<Stamp> counts) {
        return new DeadLetterRecord(
                stamp,
                letter,
                attempts.stream().filter(each -> counts.test(each.stamp())).toList());
    }

    /** Returns the record with a further attempt. */
    DeadLetterRecord with(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(attempt);
        return new DeadLetterRecord(stamp, letter, all);
    }

    /** Returns whether the last attempt is the given one, to its time: the call is repeated. */
    boolean endsWith(RedriveAttempt attempt) {
        return !attempts.isEmpty()
                && attempts.get(attempts.size() - 1).attempt().equals(attempt);
    }
}
