package io.worldstream.wsp.policy;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.api.support.LogText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The start position of a stream: the first event at or after an instant, or one event. It is a position in the merged
 * order and not in a file, so it is independent of how the world is stored.
 *
 * @param eventTime the instant; whole microseconds, in the years 0001 to 9999
 * @param event the event of that instant at which the stream starts, or null for the first event at or after the
 *     instant
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
            throw new IllegalArgumentException("event time is in the years 0001 to 9999, not " + eventTime);
        }
    }

    /**
     * Parses {@code 2026-01-02T10:15:30Z} or {@code 2026-01-02T10:15:30.123456Z/<event_id>}.
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
