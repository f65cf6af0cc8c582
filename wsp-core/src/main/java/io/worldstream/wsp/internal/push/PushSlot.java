package io.worldstream.wsp.internal.push;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.LentEnvelope;
import io.worldstream.wsp.api.OutputId;
import io.worldstream.wsp.internal.frame.FramedEvent;
import java.nio.ByteBuffer;

/**
 * A place in the window: one event from its first push to its terminal outcome. A retry keeps its place. Used by the
 * lane's thread; what a sink may call is {@link LentEnvelope}.
 */
final class PushSlot implements LentEnvelope {
    /** Where a slot is. */
    enum State {
        OUT,
        WAITING,
        SETTLED
    }

    final FramedEvent event;
    final long ordinal;
    private final EventId eventId;
    private final ByteBuffer view;
    State state = State.OUT;
    long retryAtNanos;
    long firstFailureNanos;
    int ambiguousTries;
    private int attempt;

    /** @param ordinal the event's place in the plan, from 0 */
    PushSlot(FramedEvent event, long ordinal) {
        this.event = event;
        this.ordinal = ordinal;
        this.eventId = event.eventId();
        this.view = event.view();
    }

    /** Makes ready for the next try, with the view at its start. */
    void nextAttempt() {
        attempt++;
        event.view();
        state = State.OUT;
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
