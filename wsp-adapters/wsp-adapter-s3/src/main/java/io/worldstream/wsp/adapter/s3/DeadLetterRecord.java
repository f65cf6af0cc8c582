package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.StateFrame.Kind;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A dead letter with its redrive attempts as an object, each with the stamp of the session that wrote it.
 *
 * @param stamp the stamp of the letter
 * @param letter the letter
 * @param attempts the attempts, oldest first
 */
record DeadLetterRecord(Stamp stamp, DeadLetter letter, List<Attempt> attempts) {
    DeadLetterRecord {
        attempts = List.copyOf(attempts);
    }

    /** An attempt with its stamp. */
    record Attempt(Stamp stamp, RedriveAttempt attempt) {}

    static DeadLetterRecord decode(RunId run, byte[] object) throws DamagedObjectException {
        FieldReader in =
                new FieldReader(StateFrame.decode(Kind.DEAD_LETTER, run, object).payload());
        Stamp stamp = stamp(in);
        DeadLetter letter = DeadLetterBytes.readLetter(run, in.bytes());
        List<Attempt> attempts = new ArrayList<>();
        while (in.hasMore()) {
            Stamp of = stamp(in);
            attempts.add(new Attempt(of, DeadLetterBytes.readAttempt(in.bytes())));
        }
        return new DeadLetterRecord(stamp, letter, attempts);
    }

    private static Stamp stamp(FieldReader in) throws DamagedObjectException {
        return new Stamp(in.uuid(), in.longNumber());
    }

    /**
     * Returns the bytes to write: those of no other call.
     *
     * @param epoch the epoch of the writer
     */
    byte[] encode(long epoch) {
        FieldWriter out = new FieldWriter();
        out.uuid(stamp.session()).longNumber(stamp.number()).sized(DeadLetterBytes.write(letter));
        for (Attempt each : attempts) {
            out.uuid(each.stamp().session())
                    .longNumber(each.stamp().number())
                    .sized(DeadLetterBytes.write(each.attempt()));
        }
        return StateFrame.of(epoch, 0, out.toBytes()).encode(Kind.DEAD_LETTER, letter.runId());
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
