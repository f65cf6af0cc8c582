package io.worldstream.wsp.internal.run;

import io.worldstream.wsp.StartAt;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.internal.frame.EnvelopeFramer;
import io.worldstream.wsp.internal.frame.FramedEvent;
import io.worldstream.wsp.internal.order.WorldRows;
import io.worldstream.wsp.internal.rows.EventTimeText;
import io.worldstream.wsp.internal.rows.Row;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A plan's events in the one order, framed, from where its stream begins. One thread; blocks on the oracle. */
final class EventReader implements Closeable {
    private final WorldRows rows;
    private final EnvelopeFramer framer;
    private final @Nullable StartAt startAt;
    private boolean begun;
    private long events;

    /**
     * @param rows the rows from the start's instant on; closed with this
     * @param startAt where the stream begins, or null for its first event
     */
    EventReader(WorldRows rows, EnvelopeFramer framer, @Nullable StartAt startAt) {
        this.rows = rows;
        this.framer = framer;
        this.startAt = startAt;
    }

    /** Reads the next event; false at the end. */
    boolean next(FramedEvent event) {
        if (begun || startAt == null) {
            return read(event);
        }
        begun = true;
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
        events++;
        return true;
    }

    private boolean find(StartAt start, FramedEvent event) {
        long instant = EventTimeText.micros(start.eventTime());
        while (read(event) && event.tsMicros() == instant) {
            if (event.eventId().equals(start.event())) {
                events = 1;
                return true;
            }
        }
        throw noSuchPlace(start, "has no such event at that time");
    }

    /** Not a stream of nothing: its READY would be settled for good by a slip of the pen. */
    private static WspException noSuchPlace(StartAt start, String but) {
        return new WspException(ReasonCode.CONFIG_INVALID, "start_at is " + start + ", but the plan " + but);
    }

    /** How many events were read, from the start on. */
    long events() {
        return events;
    }

    /** How many rows repeated another byte for byte and were left out so far. */
    long collapsed() {
        return rows.collapsed();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
