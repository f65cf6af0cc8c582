package io.worldstream.wsp.internal.progress;

import io.worldstream.wsp.api.EventId;
import io.worldstream.wsp.report.EventCounts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settled prefix of a stream: each of its events has a terminal outcome, and the counts cover these events alone
 * (I8). Events that were settled beyond it are pushed again when the stream resumes from it. Immutable.
 *
 * @param tsMicros the event time of its last event, microseconds since 1970; 0 if it has none
 * @param lastEvent its last event; null if it has none
 * @param outcomes the outcomes of its events
 * @param retries pushes of these events beyond their first
 * @param collapsed rows up to the last event that repeated another byte for byte
 * @param digest the running digest of the stream up to the end of the prefix
 * @param redriven quarantined events of the prefix that a redrive has brought to the bus since
 */
public record Cursor(
        long tsMicros,
        @Nullable EventId lastEvent,
        OutcomeCounts outcomes,
        long retries,
        long collapsed,
        StreamDigest.State digest,
        long redriven) {
    /** The start of a stream. */
    public static final Cursor START = new Cursor(0, null, OutcomeCounts.NONE, 0, 0, StreamDigest.State.START);

    public Cursor {
        Objects.requireNonNull(outcomes, "outcomes");
        Objects.requireNonNull(digest, "digest");
        if (retries < 0 || collapsed < 0) {
            throw new IllegalArgumentException(
                    "a cursor has negative counts: " + retries + " retries, " + collapsed + " collapsed");
        }
        if (redriven < 0 || redriven > outcomes.quarantined()) {
            throw new IllegalArgumentException(
                    "of " + outcomes.quarantined() + " quarantined events, a cursor has " + redriven + " redriven");
        }
        if (outcomes.total() != digest.events()) {
            throw new IllegalArgumentException(
                    "the outcomes of a cursor do not add up to its " + digest.events() + " events: " + outcomes);
        }
        if ((lastEvent == null) != (digest.events() == 0)) {
            throw new IllegalArgumentException(
                    "a cursor has a last event exactly if it has events: " + digest.events() + ", " + lastEvent);
        }
    }

    /** Creates a cursor of a stream whose quarantined events were not redriven. */
    public Cursor(
            long tsMicros,
            @Nullable EventId lastEvent,
            OutcomeCounts outcomes,
            long retries,
            long collapsed,
            StreamDigest.State digest) {
        this(tsMicros, lastEvent, outcomes, retries, collapsed, digest, 0);
    }

    /**
     * Returns this cursor with another number of redriven events.
     *
     * @param events the number of quarantined events that a redrive has brought to the bus; those beyond the prefix do not
     *     count, so that the result is at most the number of quarantined events
     */
    public Cursor withRedriven(long events) {
        return new Cursor(
                tsMicros, lastEvent, outcomes, retries, collapsed, digest, Math.min(events, outcomes.quarantined()));
    }

    /** Returns the number of events in the prefix. */
    public long events() {
        return digest.events();
    }

    /**
     * Returns the counts up to this cursor.
     *
     * @param planned the number of planned events
     * @param badRows the number of rows that cannot become events
     */
    public EventCounts counts(long planned, long badRows) {
        return outcomes.report(planned, events(), retries, collapsed, badRows);
    }
}
