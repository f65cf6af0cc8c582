package io.worldstream.wsp.report;

import io.worldstream.wsp.policy.RateSchedule;
import io.worldstream.wsp.policy.Speedup;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The progress of a run at one instant. Immutable. */
public final class RunProgress extends ReportValue {
    private final Phase phase;
    private final EventCounts events;
    private final int inFlight;
    private final int retrying;
    private final @Nullable Instant eventTime;
    private final @Nullable Instant lastEventTime;
    private final Speedup speed;
    private final @Nullable RateSchedule rateCap;
    private final @Nullable Double achievedSpeed;
    private final Lateness lateness;
    private final IdleGaps idleGaps;
    private final @Nullable SavedPosition saved;
    private final @Nullable Instant pausedSince;
    private final @Nullable Instant gateAwaySince;
    private final @Nullable Instant checkpointFailingSince;

    private RunProgress(Builder from) {
        phase = from.phase;
        events = from.events;
        inFlight = from.inFlight;
        retrying = from.retrying;
        eventTime = from.eventTime;
        lastEventTime = from.lastEventTime;
        speed = from.speed;
        rateCap = from.rateCap;
        achievedSpeed = from.achievedSpeed;
        lateness = from.lateness;
        idleGaps = from.idleGaps;
        saved = from.saved;
        pausedSince = from.pausedSince;
        gateAwaySince = from.gateAwaySince;
        checkpointFailingSince = from.checkpointFailingSince;
    }

    /**
     * Returns a builder of the progress of a run that has not streamed.
     *
     * @param speed the speedup that was last requested
     */
    public static Builder builder(Phase phase, Speedup speed) {
        return new Builder(phase, speed);
    }

    /** Returns the phase that the run is in. */
    public Phase phase() {
        return phase;
    }

    /**
     * Returns the outcomes of the run's events so far, those before the position from which it resumed included;
     * {@code planned} is 0 until the survey is complete.
     */
    public EventCounts events() {
        return events;
    }

    /** Returns the number of envelopes in flight. */
    public int inFlight() {
        return inFlight;
    }

    /** Returns the number of events that failed and have no outcome yet: their retry is in flight, or waits. */
    public int retrying() {
        return retrying;
    }

    /** Returns the event time of the last release, or null before the first. */
    public @Nullable Instant eventTime() {
        return eventTime;
    }

    /** Returns the event time of the last event, or null until the survey is complete. */
    public @Nullable Instant lastEventTime() {
        return lastEventTime;
    }

    /** Returns the speedup that was last requested. */
    public Speedup speed() {
        return speed;
    }

    /** Returns the rate cap that was last requested, or null for none. */
    public @Nullable RateSchedule rateCap() {
        return rateCap;
    }

    /** Returns simulated seconds per second of wall time so far, or null if it is not known. */
    public @Nullable Double achievedSpeed() {
        return achievedSpeed;
    }

    /** Returns how late events have left since this producer took up the run, by cause. */
    public Lateness lateness() {
        return lateness;
    }

    /** Returns the idle gaps that this host shortened. */
    public IdleGaps idleGaps() {
        return idleGaps;
    }

    /** Returns the position that was saved last, or null if none is saved. */
    public @Nullable SavedPosition saved() {
        return saved;
    }

    /** Returns the wall time since which the run has been paused, or null if it is not. */
    public @Nullable Instant pausedSince() {
        return pausedSince;
    }

    /**
     * Returns the wall time since which the gate has settled no event, or null if it is not away; see {@link
     * StreamListener#onGateAway}.
     */
    public @Nullable Instant gateAwaySince() {
        return gateAwaySince;
    }

    /** Returns the wall time since which saves have failed, or null if the last one did not. */
    public @Nullable Instant checkpointFailingSince() {
        return checkpointFailingSince;
    }

    @Override
    @Nullable Object[] fields() {
        return new @Nullable Object[] {
            "phase", phase,
            "events", events,
            "inFlight", inFlight,
            "retrying", retrying,
            "eventTime", eventTime,
            "lastEventTime", lastEventTime,
            "speed", speed,
            "rateCap", rateCap,
            "achievedSpeed", achievedSpeed,
            "lateness", lateness,
            "idleGaps", idleGaps,
            "saved", saved,
            "pausedSince", pausedSince,
            "gateAwaySince", gateAwaySince,
            "checkpointFailingSince", checkpointFailingSince
        };
    }

    /** The phases of a run, in order. */
    public enum Phase {
        /** Facts, proofs, digests and rows are being checked. */
        PREPARING,
        /** Events are being released as they fall due. */
        STREAMING,
        /** The host has paused the run. */
        PAUSED,
        /** The host has drained the run: what is in flight is completed, and the run holds until it is resumed. */
        HELD,
        /** No further releases; the run waits for what is in flight. */
        DRAINING,
        /** The run has ended. */
        ENDED
    }

    /** Builds a progress. Not thread-safe. */
    public static final class Builder {
        private final Phase phase;
        private final Speedup speed;
        private EventCounts events = EventCounts.NONE;
        private int inFlight;
        private int retrying;
        private @Nullable Instant eventTime;
        private @Nullable Instant lastEventTime;
        private @Nullable Double achievedSpeed;
        private @Nullable RateSchedule rateCap;
        private Lateness lateness = Lateness.none();
        private IdleGaps idleGaps = IdleGaps.NONE;
        private @Nullable SavedPosition saved;
        private @Nullable Instant pausedSince;
        private @Nullable Instant gateAwaySince;
        private @Nullable Instant checkpointFailingSince;

        private Builder(Phase phase, Speedup speed) {
            this.phase = Objects.requireNonNull(phase, "phase");
            this.speed = Objects.requireNonNull(speed, "speed");
        }

        /** Sets {@link RunProgress#events()}. Default: {@link EventCounts#NONE}. */
        public Builder events(EventCounts value) {
            events = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link RunProgress#inFlight()} and {@link RunProgress#retrying()}. Default: 0. */
        public Builder open(int envelopesInFlight, int eventsRetrying) {
            inFlight = envelopesInFlight;
            retrying = eventsRetrying;
            return this;
        }

        /** Sets {@link RunProgress#eventTime()} and {@link RunProgress#lastEventTime()}. Default: null. */
        public Builder eventTimes(@Nullable Instant released, @Nullable Instant last) {
            eventTime = released;
            lastEventTime = last;
            return this;
        }

        /** Sets {@link RunProgress#achievedSpeed()}. Default: null. */
        public Builder achievedSpeed(@Nullable Double value) {
            achievedSpeed = value;
            return this;
        }

        /** Sets {@link RunProgress#rateCap()}. Default: null. */
        public Builder rateCap(@Nullable RateSchedule value) {
            rateCap = value;
            return this;
        }

        /** Sets {@link RunProgress#lateness()}. Default: {@link Lateness#none()}. */
        public Builder lateness(Lateness value) {
            lateness = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link RunProgress#idleGaps()}. Default: {@link IdleGaps#NONE}. */
        public Builder idleGaps(IdleGaps value) {
            idleGaps = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link RunProgress#saved()}. Default: null. */
        public Builder saved(@Nullable SavedPosition value) {
            saved = value;
            return this;
        }

        /** Sets {@link RunProgress#pausedSince()}. Default: null. */
        public Builder pausedSince(@Nullable Instant value) {
            pausedSince = value;
            return this;
        }

        /** Sets {@link RunProgress#gateAwaySince()}. Default: null. */
        public Builder gateAwaySince(@Nullable Instant value) {
            gateAwaySince = value;
            return this;
        }

        /** Sets {@link RunProgress#checkpointFailingSince()}. Default: null. */
        public Builder checkpointFailingSince(@Nullable Instant value) {
            checkpointFailingSince = value;
            return this;
        }

        /** Returns the progress. */
        public RunProgress build() {
            return new RunProgress(this);
        }
    }
}
