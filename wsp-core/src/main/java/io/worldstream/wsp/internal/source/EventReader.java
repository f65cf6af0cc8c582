package io.worldstream.wsp.internal.source;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.order.OrderedRows;
import io.worldstream.wsp.internal.progress.Cursor;
import io.worldstream.wsp.internal.rows.Row;
import io.worldstream.wsp.internal.text.EventTimeText;
import io.worldstream.wsp.policy.StartAt;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A plan's events in the one order, framed, from where its stream begins or goes on. One thread; blocks on the oracle. */
public final class EventReader implements Closeable {
    private final OrderedRows rows;
    private final EnvelopeFramer framer;
    private final @Nullable StartAt startAt;
    private final Cursor from;
    private boolean begun;
    private long events;
    /** What is counted before, less what is met again on the way to where the stream goes on. */
    private long collapsedBefore;

    /**
     * @param rows the rows from the start's instant on; closed with this
     * @param startAt where the stream begins, or null for its first event
     * @param from what an earlier stream is through with; the stream goes on behind its last event
     */
    EventReader(OrderedRows rows, EnvelopeFramer framer, @Nullable StartAt startAt, Cursor from) {
        this.rows = rows;
        this.framer = framer;
        this.startAt = startAt;
        this.from = from;
    }

    /** Reads the next event; false at the end. */
    public boolean next(FramedEvent event) {
        if (begun) {
            return read(event);
        }
        begun = true;
        EventId last = from.lastEvent();
        if (last != null) {
            passOver(last, event);
            return read(event);
        }
        if (startAt == null) {
            return read(event);
        }
        if (startAt.event() != null) {
            return find(startAt, event);
        }
        if (!read(event)) {
            throw noSuchPlace(startAt, "has no event at that time or later");
        }
        return true;
    }

    private boolean read(FramedEvent event) {
        Row row = rows.next();
        if (row == null) {
            return false;
        }
        framer.frame(row, event);
        event.collapsedSoFar(collapsed());
        events++;
        return true;
    }

    private boolean find(StartAt start, FramedEvent event) {
        if (!reach(EventTimeText.micros(start.eventTime()), start.event(), event)) {
            throw noSuchPlace(start, "has no such event at that time");
        }
        events = 1;
        return true;
    }

    private void passOver(EventId last, FramedEvent event) {
        if (!reach(from.tsMicros(), last, event)) {
            throw new WspException(
                    ReasonCode.CHECKPOINT_MISMATCH,
                    "the run stood at event " + from.events() + ", " + EventTimeText.format(from.tsMicros()) + "/"
                            + last + ", but the plan has no such event at that time");
        }
        events = 0;
        collapsedBefore = from.collapsed() - rows.collapsed();
    }

    /** Reads as far as an event of an instant; false if it is not there. */
    private boolean reach(long instant, @Nullable EventId id, FramedEvent event) {
        while (read(event) && event.tsMicros() == instant) {
            if (event.eventId().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /** Not a stream of nothing: its READY would be settled for good by a slip of the pen. */
    private static WspException noSuchPlace(StartAt start, String but) {
        return new WspException(ReasonCode.CONFIG_INVALID, "start_at is " + start + ", but the plan " + but);
    }

    /** How many events were read, from where the stream begins or goes on. */
    public long events() {
        return events;
    }

    /** How many rows repeated another byte for byte and were left out so far, by an earlier stream or this one. */
    public long collapsed() {
        return collapsedBefore + rows.collapsed();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
