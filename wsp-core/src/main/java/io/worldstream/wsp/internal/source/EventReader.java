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
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and frames a plan's events in stream order, from the start of the stream or from a cursor. Blocks on the
 * oracle. Confined to one thread.
 */
public final class EventReader implements EventSource {
    private final OrderedRows rows;
    private final EnvelopeFramer framer;
    private final @Nullable StartAt startAt;
    private final Cursor from;
    private boolean begun;
    private long events;
    /** Rows collapsed before the cursor, less those counted again on the way to it. */
    private long collapsedBefore;

    /**
     * @param rows the rows from the start instant on; closed with this reader
     * @param startAt the start of the stream, or null for its first event
     * @param from the cursor of an earlier stream; reading resumes after its last event
     */
    EventReader(OrderedRows rows, EnvelopeFramer framer, @Nullable StartAt startAt, Cursor from) {
        this.rows = rows;
        this.framer = framer;
        this.startAt = startAt;
        this.from = from;
    }

    /**
     * {@inheritDoc}
     *
     * @throws WspException if a row cannot be read, or {@code start_at} or the cursor names an event that the plan
     *     lacks
     */
    @Override
    public boolean next(FramedEvent event) {
        if (!advance(event)) {
            return false;
        }
        // Only now: on the way to a start within an instant, events are framed that do not count.
        event.stampPosition(from.events() + events);
        return true;
    }

    private boolean advance(FramedEvent event) {
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
                    "the checkpoint is at event " + from.events() + ", " + EventTimeText.format(from.tsMicros()) + "/"
                            + last + ", but the plan has no such event at that time");
        }
        events = 0;
        collapsedBefore = from.collapsed() - rows.collapsed();
    }

    /** Reads up to and including the given event of an instant; returns false if that instant lacks it. */
    private boolean reach(long instant, @Nullable EventId id, FramedEvent event) {
        while (read(event) && event.tsMicros() == instant) {
            if (event.eventId().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Fails instead of streaming nothing: a typing error in the configuration must not settle the READY as complete.
     */
    private static WspException noSuchPlace(StartAt start, String but) {
        return new WspException(ReasonCode.CONFIG_INVALID, "start_at is " + start + ", but the plan " + but);
    }

    @Override
    public long events() {
        return events;
    }

    @Override
    public long collapsed() {
        return collapsedBefore + rows.collapsed();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
