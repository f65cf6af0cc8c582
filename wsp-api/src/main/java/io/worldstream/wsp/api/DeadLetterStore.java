package io.worldstream.wsp.api;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DeadLetterSink} whose records can be read, and that records what came of sending an event again (rules
 * {@code QUA-06} and {@code QUA-07}). Reading fences nobody and needs no epoch.
 *
 * <p>Any thread may call a store; calls may block ({@code QUA-05}).
 */
public interface DeadLetterStore extends DeadLetterSink {
    /**
     * Passes each record of a run to a consumer, in any order and one at a time: a run may have more records than fit in
     * memory ({@code QUA-06}). A record that is written during the call may be missing.
     *
     * @param run the run; one without records has none to pass
     * @param each receives the records, on the calling thread; what it throws ends the call
     * @throws IOException if the records cannot be read
     * @throws WspException {@code QUARANTINE_CORRUPT} if a record is damaged
     */
    void forEach(RunId run, Consumer<Entry> each) throws IOException;

    /**
     * Returns the record of a position, or an empty result if it has none ({@code QUA-06}).
     *
     * @param position the {@link DeadLetter#position}
     * @throws IOException if the record cannot be read
     * @throws WspException {@code QUARANTINE_CORRUPT} if the record is damaged
     */
    Optional<Entry> find(RunId run, String position) throws IOException;

    /**
     * Appends an attempt to the record of a position. Once this method returns, the attempt survives the process and the
     * machine ({@code QUA-07}). A call that repeats the last attempt of the record, as a caller does that was interrupted
     * in the middle of the first, appends nothing.
     *
     * @param epoch the epoch that opened the run
     * @param position the {@link DeadLetter#position}
     * @throws IOException if the attempt cannot be stored; earlier attempts remain, and no partial one
     * @throws IllegalArgumentException if the position has no record
     * @throws WspException {@code LEASE_LOST} if this epoch was not the last to open the run; {@code QUARANTINE_CORRUPT}
     *     if the record is damaged
     */
    void redriven(long epoch, RunId run, String position, RedriveAttempt attempt) throws IOException;

    /**
     * A dead letter with the attempts to send its event again.
     *
     * @param letter the dead letter
     * @param attempts the attempts, oldest first
     */
    record Entry(DeadLetter letter, List<RedriveAttempt> attempts) {
        public Entry {
            Objects.requireNonNull(letter, "letter");
            attempts = List.copyOf(attempts);
        }

        /** Returns the last attempt, or null if there was none. */
        public @Nullable RedriveAttempt last() {
            return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
        }

        /** Returns whether an attempt brought the event to the bus. */
        public boolean landed() {
            return attempts.stream().anyMatch(attempt -> attempt.outcome().landed());
        }

        /** Returns whether the gate quarantined the event and no attempt has brought it to the bus yet. */
        public boolean open() {
            return letter.kind() == DeadLetter.Kind.GATE_QUARANTINE && !landed();
        }
    }
}
