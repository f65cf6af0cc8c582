package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.adapter.s3.DeadLetterFence.Standing;
import io.worldstream.wsp.api.DeadLetterStore.Entry;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.WspException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects of the dead letters of one run, for reading: {@code <root>/dead-letter/<run_id>/fence}, and {@code
 * .../letter/<sha256>} for each position. Stateless.
 */
final class DeadLetterObjects {
    private static final String FOLDER = "dead-letter";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final S3StateFolder folder;
    private final RunId run;

    DeadLetterObjects(S3StateFolder folder, RunId run) {
        this.folder = folder;
        this.run = run;
    }

    StateObject fence() {
        return folder.object("the fence of dead letters", run, FOLDER, "fence");
    }

    /** Returns the folder of all letters. */
    StateObject letters() {
        return folder.object("the dead letters", run, FOLDER, "letter");
    }

    StateObject letter(String position) {
        return folder.object("a dead letter", run, FOLDER, "letter", Sha256.hex(position));
    }

    /**
     * Decodes the fence.
     *
     * @throws WspException {@code QUARANTINE_CORRUPT} if it is damaged
     */
    DeadLetterFence fence(@Nullable HeldObject held) {
        try {
            return held == null ? DeadLetterFence.NEW : DeadLetterFence.decode(run, held.bytes());
        } catch (DamagedObjectException e) {
            throw corrupt(
                    fence(),
                    e.getMessage() + ", so that the last epoch to open it is unknown. Stop all hosts, then restore the"
                            + " object, or remove it",
                    e);
        }
    }

    /**
     * Decodes the record of a position.
     *
     * @throws WspException {@code QUARANTINE_CORRUPT} if it is damaged
     */
    DeadLetterRecord record(StateObject object, HeldObject held) {
        try {
            DeadLetterRecord record = DeadLetterRecord.decode(run, held.bytes());
            if (!letter(record.letter().position()).location().equals(object.location())) {
                throw new DamagedObjectException("has a name that is not that of its position");
            }
            return record;
        } catch (DamagedObjectException e) {
            throw corrupt(object, e.getMessage() + "; restore it, or move it out of the folder", e);
        }
    }

    Optional<Entry> find(String position) throws IOException {
        StateObject object = letter(position);
        HeldObject held = folder.objects().read(object);
        return held == null ? Optional.empty() : new Sight().entry(record(object, held));
    }

    void forEach(Consumer<Entry> each) throws IOException {
        int skipped = letters().location().folderPrefix().length();
        Sight sight = new Sight();
        String token = null;
        do {
            ListObjectsV2Response page = folder.objects().page(letters(), token);
            for (S3Object listed : page.contents()) {
                if (!NAME.matcher(listed.key().substring(skipped)).matches()) {
                    continue;
                }
                S3Location location = new S3Location(letters().location().bucket(), listed.key());
                StateObject object = new StateObject("a dead letter of run " + run, location);
                HeldObject held = folder.objects().read(object);
                if (held == null) {
                    throw new IOException(object + " disappeared while the dead letters were read");
                }
                sight.entry(record(object, held)).ifPresent(each);
            }
            token = page.nextContinuationToken();
        } while (token != null);
    }

    /**
     * Tells what counts, by a fence that is read anew when it does not say that something was committed. A fence that is
     * damaged or gone hides nothing: an event that nobody sees again is lost, one that is seen in vain is not.
     */
    private final class Sight {
        private DeadLetterFence fence = DeadLetterFence.NEW;

        Optional<Entry> entry(DeadLetterRecord record) throws IOException {
            DeadLetterFence before = fence;
            if (before.of(record.stamp()) != Standing.COMMITTED
                    || record.attempts().stream().anyMatch(each -> before.of(each.stamp()) != Standing.COMMITTED)) {
                fence = lastFence();
            }
            Predicate<Stamp> counts = stamp -> fence.of(stamp) != Standing.VOID;
            return counts.test(record.stamp())
                    ? Optional.of(new Entry(
                            record.letter(),
                            record.keeping(counts).attempts().stream()
                                    .map(DeadLetterRecord.Attempt::attempt)
                                    .toList()))
                    : Optional.empty();
        }

        private DeadLetterFence lastFence() throws IOException {
            HeldObject held = folder.objects().read(fence());
            try {
                return fence(held);
            } catch (WspException e) {
                return DeadLetterFence.NEW; // damaged, which the next writer reports
            }
        }
    }

    private static WspException corrupt(StateObject object, String why, Throwable cause) {
        return new WspException(ReasonCode.QUARANTINE_CORRUPT, object + " " + why, cause);
    }
}
