package io.worldstream.wsp.internal.progress;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.report.EventCounts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settled prefix of a stream: every event of it has a terminal outcome, and the counts are of these events alone (I8).
 * What was settled beyond it is pushed again by who goes on from here. Immutable.
 *
 * @param events how many events the prefix has
 * @param tsMicros the event time of its last event, microseconds since 1970; 0 if it has none
 * @param lastEvent its last event; null if it has none
 * @param admitted events that the gate admitted
 * @param duplicate events that the gate knew already
 * @param quarantined events that the gate took into quarantine
 * @param setAside events that were passed over, with evidence
 * @param retries pushes beyond the first of these events
 * @param collapsed rows up to the last event that repeated another byte for byte
 * @param digest the running digest of the stream, as far as the prefix goes
 */
public record Cursor(
        long events,
        long tsMicros,
        @Nullable EventId lastEvent,
        long admitted,
        long duplicate,
        long quarantined,
        long setAside,
        long retries,
        long collapsed,
        StreamDigest.State digest) {
    /** The start of a stream. */
    public static final Cursor START = new Cursor(0, 0, null, 0, 0, 0, 0, 0, 0, StreamDigest.State.START);

    public Cursor {
        Objects.requireNonNull(digest, "digest");
        boolean negative = admitted < 0 || duplicate < 0 || quarantined < 0 || setAside < 0;
        if (negative || retries < 0 || collapsed < 0 || admitted + duplicate + quarantined + setAside != events) {
            throw new IllegalArgumentException("the outcomes of a cursor are not those of its " + events + " events: "
                    + admitted + " admitted, " + duplicate + " duplicate, " + quarantined + " quarantined, " + setAside
                    + " set aside, " + retries + " retries, " + collapsed + " collapsed");
        }
        if (digest.events() != events) {
            throw new IllegalArgumentException(
                    "the digest of a cursor is of " + digest.events() + " events, not of " + events);
        }
        if ((lastEvent == null) != (events == 0)) {
            throw new IllegalArgumentException("a cursor has a last event if it has any: " + events + ", " + lastEvent);
        }
    }

    /**
     * What became of the events up to here.
     *
     * @param planned how many events there are
     * @param badRows how many rows could not become events
     */
    public EventCounts counts(long planned, long badRows) {
        return new EventCounts(
                planned, events, admitted, duplicate, quarantined, setAside, retries, collapsed, badRows);
    }
}
