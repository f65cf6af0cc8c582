package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.api.DeadLetter;
import io.worldstream.wsp.api.DeadLetterStore;
import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.Receipt;
import io.worldstream.wsp.api.RedriveAttempt;
import io.worldstream.wsp.api.RedriveAttempt.Outcome;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.lease.HeldRun;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.progress.StreamPlace;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.internal.push.Dispatcher;
import io.worldstream.wsp.internal.push.EvidenceWriter;
import io.worldstream.wsp.internal.push.GateWords;
import io.worldstream.wsp.internal.source.EventReader;
import io.worldstream.wsp.internal.survey.Survey;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.plan.StreamPlan;
import io.worldstream.wsp.policy.OutcomePolicy;
import io.worldstream.wsp.policy.OutcomePolicy.OnFailure;
import io.worldstream.wsp.report.ReadyDisposition;
import io.worldstream.wsp.report.RedriveSummary;
import io.worldstream.wsp.report.RedrivenEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the chosen events of one run and records their outcomes. Confined to the thread that creates it, which it parks
 * while it waits for answers.
 */
final class RedriveStream implements Dispatcher.OutcomeListener {
    private static final Logger LOG = LoggerFactory.getLogger(RedriveStream.class);
    /** The longest wait without a look at the lease. */
    private static final long LONGEST_PARK_NANOS = 10_000_000L;
    /** The number of events that are read between two looks at the answers. */
    private static final int EVENTS_PER_TURN = 1_000;

    private final Redriver.Parts parts;
    private final HeldRun held;
    private final RunId run;
    private final OpenQuarantine open;
    private final Consumer<RedrivenEvent> each;
    private final Dispatcher dispatcher;
    private final Deque<FramedEvent> free = new ArrayDeque<>();
    /** The positions of the events that were pushed and have no outcome yet. */
    private final Map<EventId, String> positions = new HashMap<>();

    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    private @Nullable Violation halt;
    /** The code of the first event that the gate did not settle. */
    private @Nullable ReasonCode failure;
    /** The first event that was not sent because the world or the envelope has changed. */
    private @Nullable Violation mismatch;

    RedriveStream(Redriver.Parts parts, HeldRun held, RunId run, OpenQuarantine open, Consumer<RedrivenEvent> each) {
        this.parts = parts;
        this.held = held;
        this.run = run;
        this.open = open;
        this.each = each;
        Thread caller = Thread.currentThread();
        // An event that the gate does not take fails alone, and has its record already.
        OutcomePolicy outcomes = parts.policy()
                .outcomes()
                .withOnRejected(OnFailure.DEAD_LETTER)
                .withOnRetryExhausted(OnFailure.DEAD_LETTER)
                .withOnAmbiguous(OnFailure.DEAD_LETTER);
        EvidenceWriter recorded = (letter, done) -> done.accept(null);
        dispatcher = new Dispatcher(
                run,
                parts.policy().push(),
                outcomes,
                parts.clock().monotonicNanos() ^ run.hashCode(),
                Cursor.START,
                new Dispatcher.Ports(parts.sink(), recorded, this, free::add, () -> LockSupport.unpark(caller)));
    }

    /**
     * Sends the events, and returns when each has an outcome or the redrive halts.
     *
     * @throws CancellationException if the calling thread is interrupted
     */
    void send(StreamPlan plan, Survey survey) throws IOException {
        boolean stamp = wereStamped();
        try (EventReader events = parts.preparation().events(plan, survey, Cursor.START, stamp, held)) {
            FramedEvent event = new FramedEvent();
            int next = 0;
            while (next < open.size() && mayGoOn() && events.next(event)) {
                if (events.events() - 1 == open.ordinal(next)) {
                    if (push(event, open.ordinal(next))) {
                        event = free.isEmpty() ? new FramedEvent() : free.remove();
                    }
                    next++;
                } else if (events.events() % EVENTS_PER_TURN == 0) {
                    turn(0);
                }
            }
            while (next < open.size() && mayGoOn()) {
                refuse(letter(open.ordinal(next++)), "the stream ends before it");
            }
        } catch (WspException e) {
            halt = new Violation(e.code(), "stream", "the events cannot be read: " + e.getMessage());
        }
        while (!dispatcher.settled() && mayGoOn()) {
            turn(LONGEST_PARK_NANOS);
        }
        if (!held.lost()) {
            held.throwIfCancelled();
        }
        close();
    }

    /** Returns whether the run stamped its envelopes, which its policy decided for all of them. */
    private boolean wereStamped() throws IOException {
        return Objects.requireNonNull(letter(open.ordinal(0)).quarantine()).emittedAt() != null;
    }

    /** Sends nothing more, and waits for the answers to what is in flight. */
    void close() {
        dispatcher.stop();
        while (dispatcher.awaited() > 0) {
            turn(LONGEST_PARK_NANOS);
        }
    }

    private DeadLetter letter(long ordinal) throws IOException {
        return parts.letters()
                .find(run, StreamPlace.of(ordinal))
                .map(DeadLetterStore.Entry::letter)
                .orElseThrow(() -> new IOException("the record of " + StreamPlace.of(ordinal) + " disappeared"));
    }

    /** Pushes an event that is the one of its record; returns whether it left. */
    private boolean push(FramedEvent event, long ordinal) throws IOException {
        DeadLetter letter = letter(ordinal);
        String difference = difference(letter, event);
        if (difference != null) {
            refuse(letter, difference);
            return false;
        }
        while (mayGoOn()) {
            if (dispatcher.hasRoom(parts.clock().monotonicNanos())) {
                positions.put(event.eventId(), letter.position());
                dispatcher.push(event, ordinal, parts.clock().monotonicNanos());
                return true;
            }
            turn(LONGEST_PARK_NANOS);
        }
        return false;
    }

    /** Leaves an event alone whose bytes are no longer those that the gate quarantined; the others are sent. */
    private void refuse(DeadLetter letter, String difference) {
        Violation why = new Violation(
                ReasonCode.CHECKPOINT_MISMATCH,
                letter.position(),
                difference + "; restore the facts view, catalogue and policy under which the run streamed");
        LOG.warn("run {}: an event is not sent: {}", run, why);
        mismatch = mismatch == null ? why : mismatch;
        record(
                letter.position(),
                Objects.requireNonNull(letter.eventId()),
                letter.outputId(),
                failed(ReasonCode.CHECKPOINT_MISMATCH));
    }

    /** Stamps the event as it was stamped, and returns how it differs from what the gate quarantined, or null. */
    private static @Nullable String difference(DeadLetter letter, FramedEvent event) {
        DeadLetter.Quarantine quarantine = Objects.requireNonNull(letter.quarantine());
        Instant emittedAt = quarantine.emittedAt();
        if (emittedAt != null) {
            event.stampEmittedAt(EventTimeText.micros(emittedAt));
        }
        if (!event.eventId().equals(letter.eventId())) {
            return "the record names event " + letter.eventId() + ", the world has event " + event.eventId();
        }
        if (!event.rowDigest().equals(letter.rowDigest())) {
            return "its row differs from the one that the gate quarantined";
        }
        return event.envelopeDigest().equals(quarantine.envelopeDigest())
                ? null
                : "its envelope differs from the one that the gate quarantined";
    }

    private boolean mayGoOn() {
        return halt == null && dispatcher.halt() == null && !held.cancelled();
    }

    /** Hears answers and sends due retries; if there was nothing to do, waits. */
    private void turn(long longestParkNanos) {
        long now = parts.clock().monotonicNanos();
        if (dispatcher.doWork(now) == 0 && longestParkNanos > 0) {
            LockSupport.parkNanos(this, Math.min(dispatcher.nanosToNextWork(now), longestParkNanos));
        }
    }

    @Override
    public void onSettled(EnvelopeView event, TerminalOutcome outcome, @Nullable Receipt receipt) {
        Outcome what = switch (outcome) {
            case ADMITTED -> Outcome.ADMIT;
            case DUPLICATE -> Outcome.DUPLICATE;
            case QUARANTINED -> Outcome.QUARANTINE;
            case DEAD_LETTERED -> Outcome.FAILED;
        };
        record(
                Objects.requireNonNull(positions.remove(event.eventId())),
                event.eventId(),
                event.eventType(),
                new RedriveAttempt(
                        parts.clock().wallTime(),
                        what,
                        receipt == null ? List.of() : GateWords.reasons(receipt.reasonCodes()),
                        GateWords.receiptId(receipt)));
    }

    /** Does nothing: {@link #onSettled} has heard of it. */
    @Override
    public void onQuarantined(OutputId eventType, EventId eventId, List<String> reasonCodes) {}

    @Override
    public void onDeadLettered(OutputId eventType, EventId eventId, ReasonCode code, String why) {
        LOG.warn("run {}: {} could not be redriven: {}", run, eventId, why);
        failure = failure == null ? code : failure;
        record(Objects.requireNonNull(positions.remove(eventId)), eventId, eventType, failed(code));
    }

    @Override
    public void onGateAway(long awayNanos, String why) {
        LOG.warn("run {}: the gate does not settle any event: {}", run, why);
    }

    private RedriveAttempt failed(ReasonCode code) {
        return new RedriveAttempt(parts.clock().wallTime(), Outcome.FAILED, List.of(code.name()), null);
    }

    private void record(String position, EventId eventId, OutputId type, RedriveAttempt attempt) {
        try {
            append(position, attempt);
        } catch (IOException e) {
            unrecorded(position, ReasonCode.QUARANTINE_UNAVAILABLE, e);
            return;
        } catch (WspException e) {
            unrecorded(position, e.code(), e);
            return;
        }
        counts.merge(attempt.outcome(), 1L, Long::sum);
        each.accept(new RedrivenEvent(eventId, type, position, attempt));
    }

    /** Appends an outcome to its record, whether or not the thread is interrupted, even in the middle of it. */
    private void append(String position, RedriveAttempt attempt) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            parts.letters().redriven(held.epoch(), run, position, attempt);
        } catch (IOException | WspException e) {
            if (!Thread.interrupted()) {
                throw e;
            }
            interrupted = true;
            parts.letters().redriven(held.epoch(), run, position, attempt);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Halts: the event stays open, so that the next redrive sends it again. */
    private void unrecorded(String position, ReasonCode code, Exception cause) {
        if (halt == null) {
            halt = new Violation(code, position, "its outcome could not be recorded: " + cause.getMessage());
        }
    }

    /** Returns the number of events that were brought to the bus. */
    long landed() {
        return count(Outcome.ADMIT) + count(Outcome.DUPLICATE);
    }

    private long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** Returns the summary of a redrive that sent nothing because its checks failed. */
    RedriveSummary refused(List<Violation> violations) {
        return new RedriveSummary(run, ReadyDisposition.REFUSED, events(), violations);
    }

    /** Returns the summary of a redrive that passed its checks. */
    RedriveSummary summary() {
        Violation why = why();
        return why == null
                ? new RedriveSummary(run, ReadyDisposition.COMPLETED, events(), List.of())
                : new RedriveSummary(run, ReadyDisposition.HALTED, events(), List.of(why));
    }

    /** Returns the summary of a redrive that was stopped. */
    RedriveSummary stopped() {
        return new RedriveSummary(run, ReadyDisposition.HALTED, events(), List.of());
    }

    private @Nullable Violation why() {
        if (held.lost()) {
            return new Violation(
                    ReasonCode.LEASE_LOST,
                    "run",
                    "the lease of the run was not renewed in time, or another host took it");
        }
        if (halt != null || dispatcher.halt() != null) {
            return halt == null ? dispatcher.halt() : halt;
        }
        long still = open.size() - landed();
        if (still == 0 || mismatch != null) {
            return mismatch;
        }
        return new Violation(
                count(Outcome.QUARANTINE) > 0 || failure == null ? ReasonCode.INGRESS_QUARANTINED : failure,
                "run",
                still + " of " + LogText.count(open.size(), "event") + " are still open: "
                        + count(Outcome.QUARANTINE) + " quarantined again, " + count(Outcome.FAILED)
                        + " failed");
    }

    private RedriveSummary.Counts events() {
        return new RedriveSummary.Counts(
                open.size(),
                count(Outcome.ADMIT),
                count(Outcome.DUPLICATE),
                count(Outcome.QUARANTINE),
                count(Outcome.FAILED));
    }
}
