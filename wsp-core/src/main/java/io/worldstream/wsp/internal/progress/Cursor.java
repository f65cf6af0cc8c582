package io.worldstream.wsp.internal.progress;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.report.EventCounts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settled prefix of a stream: each of its events has a terminal outcome, and the counts cover these events alone
 * (I8). Events that were settled beyond it are pushed again when the stream resumes from it. Immutable.
 *
 * @param events the number of events in the prefix
 * @param tsMicros the event time of its last event, microseconds since 1970; 0 if it has none
 * @param lastEvent its last event; null if it has none
 * @param admitted events that the gate admitted
 * @param duplicate events that the gate already had
 * @param quarantined events that the gate quarantined
 * @param deadLettered events that were dead-lettered
 * @param retries pushes of these events beyond their first
 * @param collapsed rows up to the last event that repeated another byte for byte
 * @param digest the running digest of the stream up to the end of the prefix
 */
public record Cursor(
        long events,
        long tsMicros,
        @Nullable EventId lastEvent,
        long admitted,
        long duplicate,
        long quarantined,
        long deadLettered,
        long retries,
        long collapsed,
        StreamDigest.State digest) {
    /** The start of a stream. */
    public static final Cursor START = new Cursor(0, 0, null, 0, 0, 0, 0, 0, 0, StreamDigest.State.START);

    public Cursor {
        Objects.requireNonNull(digest, "digest");
        boolean negative = admitted < 0 || duplicate < 0 || quarantined < 0 || deadLettered < 0;
        if (negative || retries < 0 || collapsed < 0 || admitted + duplicate + quarantined + deadLettered != events) {
            throw new IllegalArgumentException("the outcomes of a cursor do not add up to its " + events + " events: "
                    + admitted + " admitted, " + duplicate + " duplicate, " + quarantined + " quarantined, "
                    + deadLettered
                    + " dead-lettered, " + retries + " retries, " + collapsed + " collapsed");
        }
        if (digest.events() != events) {
            throw new IllegalArgumentException(
                    "the digest of a cursor covers " + digest.events() + " events, not " + events);
        }
        if ((lastEvent == null) != (events == 0)) {
            throw new IllegalArgumentException(
                    "a cursor has a last event exactly if it has events: " + events + ", " + lastEvent);
        }
    }

    /**
     * Returns the counts up to this cursor.
     *
     * @param planned the number of planned events
     * @param badRows the number of rows that cannot become events
     */
    public EventCounts counts(long planned, long badRows) {
        return EventCounts.builder()
                .planned(planned)
                .pushed(events)
                .admitted(admitted)
                .duplicate(duplicate)
                .quarantined(quarantined)
                .deadLettered(deadLettered)
                .retries(retries)
                .collapsed(collapsed)
                .badRows(badRows)
                .build();
    }
}
