package io.worldstream.wsp.report;

import io.worldstream.wsp.api.ControlAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A control action that took effect, and where in the stream it did. With the policy of the run, the records of a stream
 * determine when each of its events was due: played again at the same {@link #elapsed} on another clock, they give the
 * same releases to the nanosecond if nothing but time holds the events.
 *
 * @param action the action
 * @param at the wall time at which it took effect
 * @param elapsed the time since simulated time started at this host, pauses included; zero before that
 * @param events the number of events of the run that had left by then
 * @param eventTime simulated time at that instant, rounded down to a nanosecond; null before the stream started
 */
public record ControlRecord(
        ControlAction action,
        Instant at,
        Duration elapsed,
        long events,
        @Nullable Instant eventTime) {
    public ControlRecord {
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(elapsed, "elapsed");
    }
}
