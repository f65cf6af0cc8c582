package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EnvelopeView;
import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.progress.TerminalOutcome;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A place in the window: one event from its release to its terminal outcome. A retry keeps its place. Used by the lane's
 * thread; what a sink may call is {@link EnvelopeView}.
 */
final class Push implements EnvelopeView {
    /** Where a slot is. */
    enum State {
        /** Released, and not sent yet: an earlier event of its flow is open, or nothing may leave now. */
        QUEUED,
        /** At the sink. */
        OUT,
        /** Until its retry; for good once the run halts. */
        WAITING,
        /** Its evidence is being written. */
        RECORDING,
        /** It has its terminal outcome. */
        SETTLED
    }

    final FramedEvent event;
    final long ordinal;
    final long flow;
    private final EventId eventId;
    private final ByteBuffer view;
    State state = State.QUEUED;
    /** The next event of this flow, once there is one. */
    @Nullable Push next;

    @Nullable TerminalOutcome outcome;

    long sentNanos;
    long retryAtNanos;
    long firstFailureNanos;
    /** How many events the gate had settled when this one first failed. */
    long settledBefore;

    int ambiguousTries;
    private int attempt;

    /** @param ordinal the event's place in the stream, from 0 */
    Push(FramedEvent event, long ordinal) {
        this.event = event;
        this.ordinal = ordinal;
        this.flow = event.flow();
        this.eventId = event.eventId();
        this.view = event.view();
    }

    /** Makes ready for the next try, with the view at its start. */
    void nextAttempt(long nowNanos) {
        attempt++;
        sentNanos = nowNanos;
        event.view();
    }

    /** Where the event is in the stream, equal after each restart. */
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
