package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.StreamPlace;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import io.worldstream.wsp.internal.text.EventTimeText;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One event, from its release to its terminal outcome. Each transition is a method, and one that its state does not
 * allow is a defect. {@link PushQueue} calls them, since it counts the pushes in each state. Confined to the lane's
 * thread, except for the methods of {@link EnvelopeView}, which a sink may call.
 */
final class Push implements EnvelopeView {
    /** The state of a push. */
    enum State {
        /** Released but not sent yet: an earlier event of its flow is open, or nothing may leave now. */
        QUEUED,
        /** In flight at the sink. */
        OUT,
        /** Waiting for its retry; parked for good once the run halts. */
        WAITING,
        /** Its evidence is being written. */
        RECORDING,
        /** Has its terminal outcome. */
        SETTLED;

        private boolean mayBecome(State next) {
            return switch (this) {
                case QUEUED -> next == OUT;
                case OUT -> next == WAITING || next == RECORDING || next == SETTLED;
                case WAITING -> next == OUT || next == WAITING || next == RECORDING;
                case RECORDING -> next == WAITING || next == SETTLED;
                case SETTLED -> false;
            };
        }
    }

    final FramedEvent event;
    final long ordinal;
    final long flow;
    /** The next event of this flow, or null. */
    @Nullable Push next;

    private final EventId eventId;
    private final ByteBuffer view;
    private State state = State.QUEUED;
    private @Nullable TerminalOutcome outcome;
    private int attempt;
    private int ambiguousAttempts;
    private boolean ambiguous;
    private long sentNanos;
    private long retryAtNanos;
    private long firstFailureNanos;
    private @Nullable String lastFailure;
    private long settledBeforeFailure;

    /** @param ordinal the position of the event in the stream, from 0 */
    Push(FramedEvent event, long ordinal) {
        this.event = event;
        this.ordinal = ordinal;
        this.flow = event.flow();
        this.eventId = event.eventId();
        this.view = event.view();
    }

    /** Starts the next attempt, with the view of the same bytes rewound. */
    void sent(long nowNanos) {
        become(State.OUT);
        attempt++;
        sentNanos = nowNanos;
        event.view();
    }

    /** Waits for the next attempt, or longer than it did. */
    void retryAt(long nanos) {
        become(State.WAITING);
        retryAtNanos = nanos;
    }

    /** Stays open for good, because the run halts. */
    void parked() {
        become(State.WAITING);
    }

    /** Waits for its evidence; once it is durable, the event is settled. */
    void recording() {
        become(State.RECORDING);
    }

    /** Ends with a terminal outcome. */
    void settled(TerminalOutcome terminal) {
        become(State.SETTLED);
        outcome = terminal;
    }

    private void become(State next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(describe() + " cannot become " + next + " from " + state);
        }
        state = next;
    }

    State state() {
        return state;
    }

    /** Returns the terminal outcome, or null while the push is open. */
    @Nullable TerminalOutcome outcome() {
        return outcome;
    }

    /** Returns the number of attempts beyond the first. */
    int retries() {
        return Math.max(attempt - 1, 0);
    }

    /** Returns the time at which the last attempt left. */
    long sentNanos() {
        return sentNanos;
    }

    /** Returns the time of the next attempt. */
    long retryAtNanos() {
        return retryAtNanos;
    }

    /**
     * Records that an attempt failed.
     *
     * @param why the cause, in words
     * @param settledByGate the number of events that the gate has settled
     */
    void failed(String why, long nowNanos, long settledByGate) {
        if (attempt == 1) {
            firstFailureNanos = nowNanos;
            settledBeforeFailure = settledByGate;
        }
        lastFailure = why;
        ambiguous = false;
    }

    /**
     * Records that an attempt failed because the gate does not know whether it has the event.
     *
     * @param why the cause, in words
     * @param settledByGate the number of events that the gate has settled
     */
    void failedAmbiguously(String why, long nowNanos, long settledByGate) {
        failed(why, nowNanos, settledByGate);
        ambiguous = true;
    }

    /** Returns the cause of the last failure; null if no attempt has failed yet. */
    @Nullable String lastFailure() {
        return lastFailure;
    }

    /** Returns whether the last attempt {@link #failedAmbiguously}. */
    boolean ambiguous() {
        return ambiguous;
    }

    /** Returns the nanoseconds since the first failure. */
    long nanosFailing(long nowNanos) {
        return nowNanos - firstFailureNanos;
    }

    /** Returns whether the gate has settled another event since this one first failed. */
    boolean othersPass(long settledByGate) {
        return settledByGate > settledBeforeFailure;
    }

    /** Counts an attempt whose outcome even the gate does not know; returns the number of such attempts. */
    int countAmbiguous() {
        return ++ambiguousAttempts;
    }

    /** Returns the position of the event in the stream, as text that is stable across restarts. */
    String place() {
        return StreamPlace.of(ordinal);
    }

    /** Returns the position, type, time and id of the event, in words. */
    String describe() {
        return "event " + (ordinal + 1) + " of the stream (" + eventType() + ", "
                + EventTimeText.format(event.tsMicros()) + ", event_id " + eventId + ")";
    }

    @Override
    public ByteBuffer bytes() {
        return view;
    }

    @Override
    public EventId eventId() {
        return eventId;
    }

    @Override
    public OutputId eventType() {
        return event.eventType();
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Hex64 planDigest() {
        return event.planDigest();
    }

    @Override
    public long position() {
        return event.position();
    }
}
