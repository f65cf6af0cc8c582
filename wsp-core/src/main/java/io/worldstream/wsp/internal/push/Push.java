package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One event in the window, from its release to its terminal outcome. A retry keeps its place. Confined to the
 * lane's thread, except for the methods of {@link EnvelopeView}, which a sink may call.
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
        SETTLED
    }

    final FramedEvent event;
    final long ordinal;
    final long flow;
    private final EventId eventId;
    private final ByteBuffer view;
    State state = State.QUEUED;
    /** The next event of this flow, or null. */
    @Nullable Push next;

    @Nullable TerminalOutcome outcome;

    long sentNanos;
    long retryAtNanos;
    long firstFailureNanos;
    /** The number of events that the gate had settled when this one first failed. */
    long settledBefore;

    int ambiguousTries;
    private int attempt;

    /** @param ordinal the position of the event in the stream, from 0 */
    Push(FramedEvent event, long ordinal) {
        this.event = event;
        this.ordinal = ordinal;
        this.flow = event.flow();
        this.eventId = event.eventId();
        this.view = event.view();
    }

    /** Starts the next attempt and rewinds the view. */
    void nextAttempt(long nowNanos) {
        attempt++;
        sentNanos = nowNanos;
        event.view();
    }

    /** Returns the position of the event in the stream, which is stable across restarts. */
    String position() {
        return "stream#event=" + (ordinal + 1);
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
}
