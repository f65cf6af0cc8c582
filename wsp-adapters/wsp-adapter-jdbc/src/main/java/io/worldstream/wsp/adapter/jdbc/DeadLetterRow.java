package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore.Entry;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.DeadLetterBytes;
import io.worldstream.wsp.api.support.DeadLetterBytes.DamagedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dead letter as it was read, with its attempts. Immutable; the arrays must not be changed. */
final class DeadLetterRow {
    private static final String WRONG_SUM = "its checksum does not match";

    private final byte[] positionSha256;
    private final long epoch;
    private final byte[] document;
    private final long crc32c;
    private final List<Attempt> attempts;

    /** @param attempts in the order of their numbers */
    DeadLetterRow(byte[] positionSha256, long epoch, byte[] document, long crc32c, List<Attempt> attempts) {
        this.positionSha256 = positionSha256;
        this.epoch = epoch;
        this.document = document;
        this.crc32c = crc32c;
        this.attempts = attempts;
    }

    /** An attempt as it was read. */
    static final class Attempt {
        private final int number;
        private final byte[] document;
        private final long crc32c;

        Attempt(int number, byte[] document, long crc32c) {
            this.number = number;
            this.document = document;
            this.crc32c = crc32c;
        }
    }

    /** Returns the SHA-256 of the position. */
    byte[] positionSha256() {
        return positionSha256;
    }

    /**
     * Returns the entry.
     *
     * @throws WspException {@code QUARANTINE_CORRUPT} if anything of it is damaged
     */
    Entry entry(RunId run) {
        try {
            require(crc32c == Checksum.of(run, epoch, document), run, WRONG_SUM);
            DeadLetter letter = DeadLetterBytes.readLetter(run, document);
            require(
                    Arrays.equals(positionSha256, JdbcDeadLetterStore.sha256(letter.position())),
                    run,
                    "its position_sha256 is not that of its position");
            List<RedriveAttempt> read = new ArrayList<>();
            for (Attempt attempt : attempts) {
                require(attempt.crc32c == Checksum.of(run, attempt.number, attempt.document), run, WRONG_SUM);
                int next = read.size() + 1;
                require(attempt.number == next, run, "its redrive attempt " + next + " is missing");
                read.add(DeadLetterBytes.readAttempt(attempt.document));
            }
            return new Entry(letter, read);
        } catch (DamagedException e) {
            throw corrupt(run, e.getMessage(), e);
        }
    }

    private void require(boolean holds, RunId run, String damage) {
        if (!holds) {
            throw corrupt(run, damage, null);
        }
    }

    private WspException corrupt(RunId run, String damage, @Nullable Throwable cause) {
        return new WspException(
                ReasonCode.QUARANTINE_CORRUPT,
                "the dead letter of run " + run + " with position_sha256 "
                        + HexFormat.of().formatHex(positionSha256)
                        + " in wsp_dead_letter or wsp_redrive_attempt is damaged: " + damage
                        + "; restore the row from a backup, or move it out of the table",
                cause);
    }
}
