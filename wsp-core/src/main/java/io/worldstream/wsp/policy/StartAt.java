package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.support.LogText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream begins: at the first event of an instant or later, or at one event. A place in the one order, never one in
 * a file, so that it means the same however the world is stored.
 *
 * @param eventTime the instant
 * @param event the event of that instant at which it begins, or null for the first that there is from the instant on
 */
public record StartAt(Instant eventTime, @Nullable EventId event) {
    private static final char SEPARATOR = '/';
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    public StartAt {
        Objects.requireNonNull(eventTime, "eventTime");
        if (!eventTime.equals(eventTime.truncatedTo(ChronoUnit.MICROS))) {
            throw new IllegalArgumentException("event time is whole microseconds, not " + eventTime);
        }
        if (eventTime.isBefore(FIRST) || eventTime.isAfter(LAST)) {
            throw new IllegalArgumentException("event time is of the years 0001 to 9999, not " + eventTime);
        }
    }

    /**
     * Reads {@code 2026-01-02T10:15:30Z} or {@code 2026-01-02T10:15:30.123456Z/<event_id>}.
     *
     * @throws IllegalArgumentException if the text is neither
     */
    public static StartAt of(String text) {
        int separator = text.indexOf(SEPARATOR);
        try {
            Instant eventTime = Instant.parse(separator < 0 ? text : text.substring(0, separator));
            return new StartAt(eventTime, separator < 0 ? null : new EventId(text.substring(separator + 1)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "an event time such as 2026-01-02T10:15:30.123456Z, or an event time, a slash and an event id, not "
                            + LogText.quote(text),
                    e);
        }
    }

    @Override
    public String toString() {
        return event == null ? eventTime.toString() : eventTime.toString() + SEPARATOR + event;
    }
}
