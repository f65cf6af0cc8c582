package io.worldstream.wsp.api;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An action on a run that changes when its events leave, never which and in which order. Immutable.
 *
 * <p>A value says what is asked for; whether it is allowed is decided when it is applied to a run, with a {@link
 * ControlAnswer}.
 */
public sealed interface ControlAction {
    /** The largest number of events of one {@link Step}. */
    int MOST_STEP_EVENTS = 10_000;

    /**
     * Stops simulated time. Events in flight are completed and retried; no new one leaves. In effect before the stream
     * starts, too: it then starts paused. Refused once a run is drained, or has nothing left to release.
     */
    record Pause() implements ControlAction {
        @Override
        public String toString() {
            return "pause";
        }
    }

    /** Ends a pause or a drain: simulated time continues from where it stood. Refused once nothing is left to release. */
    record Resume() implements ControlAction {
        @Override
        public String toString() {
            return "resume";
        }
    }

    /**
     * Changes the speed from now on. Refused once nothing is left to release.
     *
     * @param speedup a decimal from 0.000001 to 1000000000000 with at most 9 places, or {@code max}
     */
    record Speed(String speedup) implements ControlAction {
        public Speed {
            Objects.requireNonNull(speedup, "speedup");
        }

        @Override
        public String toString() {
            return "speed " + speedup;
        }
    }

    /**
     * Replaces the cap on events per second of wall time from now on. Refused once nothing is left to release.
     *
     * @param eventsPerSecond above 0, at most 1e9, with at most 9 places; null for no cap
     */
    record Cap(@Nullable BigDecimal eventsPerSecond) implements ControlAction {
        @Override
        public String toString() {
            return "cap " + (eventsPerSecond == null ? "none" : eventsPerSecond.toPlainString());
        }
    }

    /**
     * Lets the next events of a paused run leave, without waiting for simulated time or for the rate cap; each moves
     * simulated time to its own. The window of pushes still holds them. Refused unless the run is paused and an earlier
     * step has finished.
     *
     * @param events the number of events: 1 to {@link #MOST_STEP_EVENTS}
     */
    record Step(long events) implements ControlAction {
        @Override
        public String toString() {
            return "step " + events;
        }
    }

    /**
     * Like {@link Step}, for all events that are due together with the next one: those of its event time or, if the run
     * moves in ticks, of its tick.
     */
    record StepInstant() implements ControlAction {
        @Override
        public String toString() {
            return "step --instant";
        }
    }

    /**
     * Takes nothing new from the run, completes what is in flight, saves the position, and holds the run with its lease
     * until {@link Resume} or {@link Stop}. Unlike a paused run, it cannot be stepped. Refused once nothing is left to
     * release.
     */
    record Drain() implements ControlAction {
        @Override
        public String toString() {
            return "drain";
        }
    }

    /**
     * Ends the run here: once the events in flight are answered, its position is saved and its lease released. Refused
     * if the run is already ending for another reason.
     */
    record Stop() implements ControlAction {
        @Override
        public String toString() {
            return "stop";
        }
    }
}
