package io.worldstream.wsp.report;

import io.worldstream.wsp.api.Hex64;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import io.worldstream.wsp.api.Violation;
import io.worldstream.wsp.policy.Limits;
import io.worldstream.wsp.policy.Speedup;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The result of handling one READY; reported once for each. Immutable. */
public final class RunSummary extends ReportValue {
    private final ReadyDisposition status;
    private final @Nullable RunId runId;
    private final List<Violation> violations;
    private final @Nullable Hex64 planDigest;
    private final @Nullable Hex64 streamDigest;
    private final EventCounts events;
    private final @Nullable Instant firstEventTime;
    private final @Nullable Instant lastEventTime;
    private final Lateness lateness;
    private final IdleGaps idleGaps;
    private final @Nullable Speedup speed;
    private final @Nullable Double achievedSpeed;
    private final ControlJournal control;
    private final List<String> notes;

    private RunSummary(Builder from) {
        status = from.status;
        runId = from.runId;
        violations = from.violations;
        planDigest = from.planDigest;
        streamDigest = from.streamDigest;
        events = from.events;
        firstEventTime = from.firstEventTime;
        lastEventTime = from.lastEventTime;
        lateness = from.lateness;
        idleGaps = from.idleGaps;
        speed = from.speed;
        achievedSpeed = from.achievedSpeed;
        control = from.control;
        notes = from.notes;
    }

    /** Returns a builder of a summary of which nothing was planned or streamed. */
    public static Builder builder(ReadyDisposition status) {
        return new Builder(status);
    }

    /** Returns a builder that starts from this summary. */
    public Builder toBuilder() {
        return new Builder(status)
                .runId(runId)
                .violations(violations)
                .planDigest(planDigest)
                .streamDigest(streamDigest)
                .events(events)
                .eventTimes(firstEventTime, lastEventTime)
                .lateness(lateness)
                .idleGaps(idleGaps)
                .speed(speed, achievedSpeed)
                .control(control)
                .notes(notes);
    }

    /** Returns the run, or null if the READY does not name one. */
    public @Nullable RunId runId() {
        return runId;
    }

    /** Returns the result. */
    public ReadyDisposition status() {
        return status;
    }

    /** Returns the code of the first violation, or null if there is none. */
    public @Nullable ReasonCode reason() {
        return violations.isEmpty() ? null : violations.get(0).code();
    }

    /**
     * Returns the one cause of a halt, or all causes of a refusal up to {@link Limits#maxFindings()} or {@link
     * Limits#maxRowViolations()}; beyond that, one more that counts the rest.
     */
    public List<Violation> violations() {
        return violations;
    }

    /** Returns the plan's digest, or null if there was no plan. */
    public @Nullable Hex64 planDigest() {
        return planDigest;
    }

    /**
     * Returns the digest of the events up to the first without a terminal outcome (contracts 10), or of all events for
     * a preview; null if nothing was streamed.
     */
    public @Nullable Hex64 streamDigest() {
        return streamDigest;
    }

    /** Returns the events, by outcome. */
    public EventCounts events() {
        return events;
    }

    /** Returns the time of the first event, or null if the plan has no events or was not surveyed. */
    public @Nullable Instant firstEventTime() {
        return firstEventTime;
    }

    /** Returns the time of the last event, or null if the plan has no events or was not surveyed. */
    public @Nullable Instant lastEventTime() {
        return lastEventTime;
    }

    /** Returns the distribution of how late events left. */
    public Lateness lateness() {
        return lateness;
    }

    /** Returns the idle gaps that this host shortened. */
    public IdleGaps idleGaps() {
        return idleGaps;
    }

    /** Returns the speedup that was last requested, or null if nothing was streamed. */
    public @Nullable Speedup speed() {
        return speed;
    }

    /**
     * Returns simulated seconds per second of wall time between the first release and the last; null if fewer than two
     * instants were released.
     */
    public @Nullable Double achievedSpeed() {
        return achievedSpeed;
    }

    /** Returns the control actions that took effect since this host took up the run. */
    public ControlJournal control() {
        return control;
    }

    /** Returns human-readable remarks; they hold nothing that the other fields do not. */
    public List<String> notes() {
        return notes;
    }

    @Override
    @Nullable Object[] fields() {
        return new @Nullable Object[] {
            "runId", runId,
            "status", status,
            "violations", violations,
            "planDigest", planDigest,
            "streamDigest", streamDigest,
            "events", events,
            "firstEventTime", firstEventTime,
            "lastEventTime", lastEventTime,
            "lateness", lateness,
            "idleGaps", idleGaps,
            "speed", speed,
            "achievedSpeed", achievedSpeed,
            "control", control,
            "notes", notes
        };
    }

    /** Builds a summary. Not thread-safe. */
    public static final class Builder {
        private ReadyDisposition status;
        private @Nullable RunId runId;
        private List<Violation> violations = List.of();
        private @Nullable Hex64 planDigest;
        private @Nullable Hex64 streamDigest;
        private EventCounts events = EventCounts.NONE;
        private @Nullable Instant firstEventTime;
        private @Nullable Instant lastEventTime;
        private Lateness lateness = Lateness.none();
        private IdleGaps idleGaps = IdleGaps.NONE;
        private @Nullable Speedup speed;
        private @Nullable Double achievedSpeed;
        private ControlJournal control = ControlJournal.EMPTY;
        private List<String> notes = List.of();

        private Builder(ReadyDisposition status) {
            this.status = Objects.requireNonNull(status, "status");
        }

        /** Sets {@link RunSummary#status()}. */
        public Builder status(ReadyDisposition value) {
            status = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link RunSummary#runId()}. Default: null. */
        public Builder runId(@Nullable RunId value) {
            runId = value;
            return this;
        }

        /** Sets {@link RunSummary#violations()}. Default: none. */
        public Builder violations(List<Violation> value) {
            violations = List.copyOf(value);
            return this;
        }

        /** Sets {@link RunSummary#planDigest()}. Default: null. */
        public Builder planDigest(@Nullable Hex64 value) {
            planDigest = value;
            return this;
        }

        /** Sets {@link RunSummary#streamDigest()}. Default: null. */
        public Builder streamDigest(@Nullable Hex64 value) {
            streamDigest = value;
            return this;
        }

        /** Sets {@link RunSummary#events()}. Default: {@link EventCounts#NONE}. */
        public Builder events(EventCounts value) {
            events = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link RunSummary#firstEventTime()} and {@link RunSummary#lastEventTime()}. Default: null. */
        public Builder eventTimes(@Nullable Instant first, @Nullable Instant last) {
            firstEventTime = first;
            lastEventTime = last;
            return this;
        }

        /** Sets {@link RunSummary#lateness()}. Default: {@link Lateness#none()}. */
        public Builder lateness(Lateness value) {
            lateness = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link RunSummary#idleGaps()}. Default: {@link IdleGaps#NONE}. */
        public Builder idleGaps(IdleGaps value) {
            idleGaps = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link RunSummary#speed()} and {@link RunSummary#achievedSpeed()}. Default: null. */
        public Builder speed(@Nullable Speedup requested, @Nullable Double achieved) {
            speed = requested;
            achievedSpeed = achieved;
            return this;
        }

        /** Sets {@link RunSummary#control()}. Default: {@link ControlJournal#EMPTY}. */
        public Builder control(ControlJournal value) {
            control = Objects.requireNonNull(value);
            return this;
        }

        /** Sets {@link RunSummary#notes()}. Default: none. */
        public Builder notes(List<String> value) {
            notes = List.copyOf(value);
            return this;
        }

        /** Returns the summary. */
        public RunSummary build() {
            return new RunSummary(this);
        }
    }
}
