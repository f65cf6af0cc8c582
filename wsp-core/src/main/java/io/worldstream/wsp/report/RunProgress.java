package io.worldstream.wsp.report;

import io.worldstream.wsp.policy.Speedup;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands, at one instant.
 *
 * @param phase what it is doing
 * @param events what became of its events so far; {@code planned} is 0 until the survey is through
 * @param inFlight envelopes that are out at the gate
 * @param eventTime the event time of the last release, or null before the first
 * @param lastEventTime the last event's time, or null until the survey is through
 * @param speed the speedup that was last asked for
 * @param achievedSpeed simulated seconds per second of wall time so far, or null where it is not known
 */
public record RunProgress(
        Phase phase,
        EventCounts events,
        int inFlight,
        @Nullable Instant eventTime,
        @Nullable Instant lastEventTime,
        Speedup speed,
        @Nullable Double achievedSpeed) {
    /** The phases of a run, in order. */
    public enum Phase {
        /** Facts, proofs, digests and rows are being checked. */
        PREPARING,
        /** Events are being released as they fall due. */
        STREAMING,
        /** Held by the host. */
        PAUSED,
        /** No more releases; what is in flight is awaited. */
        DRAINING,
        /** The summary is out. */
        ENDED
    }
}
