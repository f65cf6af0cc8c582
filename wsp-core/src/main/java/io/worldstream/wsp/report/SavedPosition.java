package io.worldstream.wsp.report;

import io.worldstream.wsp.api.EventId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The position from which a run would resume. Immutable. */
public final class SavedPosition extends ReportValue {
    private final long events;
    private final @Nullable Instant eventTime;
    private final @Nullable EventId eventId;
    private final Instant savedAt;

    private SavedPosition(long events, @Nullable Instant eventTime, @Nullable EventId eventId, Instant savedAt) {
        this.events = events;
        this.eventTime = eventTime;
        this.eventId = eventId;
        this.savedAt = Objects.requireNonNull(savedAt, "savedAt");
    }

    /** Returns a position; see the accessors. */
    public static SavedPosition of(
            long events, @Nullable Instant eventTime, @Nullable EventId eventId, Instant savedAt) {
        return new SavedPosition(events, eventTime, eventId, savedAt);
    }

    /** Returns the number of events before the position; each of them has a terminal outcome. */
    public long events() {
        return events;
    }

    /** Returns the event time of the last of them, or null if there is none. */
    public @Nullable Instant eventTime() {
        return eventTime;
    }

    /** Returns the id of the last of them, or null if there is none. */
    public @Nullable EventId eventId() {
        return eventId;
    }

    /** Returns the wall time of the save. */
    public Instant savedAt() {
        return savedAt;
    }

    @Override
    @Nullable Object[] fields() {
        return new @Nullable Object[] {"events", events, "eventTime", eventTime, "eventId", eventId, "savedAt", savedAt
        };
    }
}
