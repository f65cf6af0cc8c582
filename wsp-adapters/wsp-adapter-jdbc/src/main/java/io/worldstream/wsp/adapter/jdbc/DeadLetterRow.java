package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.adapter.jdbc.DeadLetterBytes.DamagedException;
import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore.Entry;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A dead letter as it was read, with its attempts. The arrays belong to the row.
 *
 * @param positionSha256 the SHA-256 of the position
 * @param document what {@link DeadLetterBytes} wrote
 * @param attempts in the order of their numbers
 */
record DeadLetterRow(byte[] positionSha256, long epoch, byte[] document, long crc32c, List<Attempt> attempts) {
    /** An attempt as it was read. */
    record Attempt(int number, byte[] document, long crc32c) {}

    /**
     * Returns the entry.
     *
     * @throws WspException {@code QUARANTINE_CORRUPT} if anything of it is damaged
     */
    Entry entry(RunId run) {
        try {
            requireSum(crc32c == Checksum.of(run, epoch, document));
            DeadLetter letter = DeadLetterBytes.readLetter(run, document);
            if (!Arrays.equals(positionSha256, JdbcDeadLetterStore.sha256(letter.position()))) {
                throw new DamagedException("its position_sha256 is not that of its position");
            }
            List<RedriveAttempt> read = new ArrayList<>();
            for (Attempt attempt : attempts) {
                requireSum(attempt.crc32c() == Checksum.of(run, attempt.number(), attempt.document()));
                if (attempt.number() != read.size() + 1) {
                    throw new DamagedException("its redrive attempt " + (read.size() + 1) + " is missing");
                }
                read.add(DeadLetterBytes.readAttempt(attempt.document()));
            }
            return new Entry(letter, read);
        } catch (DamagedException e) {
            throw new WspException(
                    ReasonCode.QUARANTINE_CORRUPT,
                    "the dead letter of run " + run + " with position_sha256 "
                            + HexFormat.of().formatHex(positionSha256)
                            + " in wsp_dead_letter or wsp_redrive_attempt is damaged: " + e.getMessage()
                            + "; restore the row from a backup, or move it out of the table",
                    e);
        }
    }

    private static void requireSum(boolean isEqual) throws DamagedException {
        if (!isEqual) {
            throw new DamagedException("its checksum does not match");
        }
    }
}
