package io.worldstream.wsp.report;

import io.worldstream.wsp.policy.Speedup;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a run at one instant.
 *
 * @param phase the phase that the run is in
 * @param events the outcomes of its events so far; {@code planned} is 0 until the survey is complete
 * @param inFlight envelopes in flight
 * @param eventTime the event time of the last release, or null before the first
 * @param lastEventTime the event time of the last event, or null until the survey is complete
 * @param speed the speedup that was last requested
 * @param achievedSpeed simulated seconds per second of wall time so far, or null if it is not known
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
        /** The host has paused the run. */
        PAUSED,
        /** No further releases; the run waits for what is in flight. */
        DRAINING,
        /** The summary has been reported. */
        ENDED
    }
}
